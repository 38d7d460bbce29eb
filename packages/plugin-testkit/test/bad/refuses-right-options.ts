import * as v from "valibot";
import { type BadPlugin, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({ options: v.strictObject({ url: v.number() }) }),
  breaks: [
    "takes the options that are right",
    "refuses options that are wrong, and says where",
    "is applied at once, without input or output",
    "taps hooks under its own name",
    "does its work",
  ],
  says: /refuses validOptions: url: /,
} satisfies BadPlugin;
