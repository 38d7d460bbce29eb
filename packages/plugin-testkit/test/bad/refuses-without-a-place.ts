import * as v from "valibot";
import { type BadPlugin, cases, options, plugin } from "./bad-plugin.ts";

export default {
  plugin: plugin({
    options: v.pipe(
      options,
      v.check(({ url }) => url !== "x:", "wrong"),
    ),
  }),
  cases: { ...cases, invalidOptions: [{ options: { url: "x:" }, path: "url" }] },
  breaks: ["refuses options that are wrong, and says where"],
  says: /for their whole, and what is wrong is url/,
} satisfies BadPlugin;
