import { type BadPlugin, withError } from "./bad-plugin.ts";

export default {
  plugin: withError("Look at the URL.", {}),
  breaks: ["describes its errors"],
  says: /no WSDL at undefined/,
} satisfies BadPlugin;
