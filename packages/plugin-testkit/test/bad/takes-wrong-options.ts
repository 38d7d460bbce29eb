import * as v from "valibot";
import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ options: v.strictObject({ url: v.unknown() }) }),
  breaks: ["refuses options that are wrong, and says where"],
  says: /takes options whose url is wrong/,
} satisfies BadPlugin;
