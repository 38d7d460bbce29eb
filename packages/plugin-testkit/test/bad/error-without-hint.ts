import { defineErrors, describeError } from "@testcar/core";
import { type BadPlugin, plugin } from "./bad-plugin.ts";

const errors = defineErrors("SOAP", {
  NO_WSDL: describeError<{ url: string }>({
    exitCode: 4,
    summary: "There is no service description.",
    message: ({ url }) => `there is no WSDL at ${url}`,
    hint: () => "",
    example: { url: "http://127.0.0.1" },
  }),
});

export default {
  plugin: plugin({ errors }),
  breaks: ["describes its errors"],
  says: /TESTCAR_SOAP_NO_WSDL of soap has no hint/,
} satisfies BadPlugin;
