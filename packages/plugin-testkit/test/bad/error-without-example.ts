import { defineErrors, describeError } from "@testcar/core";
import { type BadPlugin, plugin } from "./bad-plugin.ts";

const errors = defineErrors("SOAP", {
  NO_WSDL: describeError<{ url?: string }>({
    exitCode: 4,
    summary: "There is no service description.",
    message: ({ url }) => `there is no WSDL at ${url}`,
    hint: () => "Look at the URL.",
    example: {},
  }),
});

export default {
  plugin: plugin({ errors }),
  breaks: ["describes its errors"],
  says: /no WSDL at undefined/,
} satisfies BadPlugin;
