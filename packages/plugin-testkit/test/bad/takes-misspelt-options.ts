import * as v from "valibot";
import { type BadPlugin, options, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ options: v.object(options.entries) }),
  breaks: ["refuses options that are wrong, and says where"],
  says: /takes options whose noSuchOption is wrong\nMake its schema a strict one/,
} satisfies BadPlugin;
