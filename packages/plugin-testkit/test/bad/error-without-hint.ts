import { type BadPlugin, withError } from "./bad-plugin.ts";

export default {
  plugin: withError("", { url: "http://127.0.0.1" }),
  breaks: ["describes its errors"],
  says: /TESTCAR_SOAP_NO_WSDL of soap has no hint/,
} satisfies BadPlugin;
