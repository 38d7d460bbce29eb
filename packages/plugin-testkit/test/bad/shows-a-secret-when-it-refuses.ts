import { Secret } from "@testcar/core";
import * as v from "valibot";
import { type BadPlugin, cases, plugin } from "./bad-plugin.ts";

const password = v.optional(
  v.pipe(
    v.instance(Secret),
    v.check(
      (secret) => secret.reveal().length > 20,
      ({ input }) => `${input.reveal()} is too short`,
    ),
  ),
);

export default {
  plugin: plugin({ options: v.strictObject({ url: v.optional(v.string()), password }) }),
  cases: {
    ...cases,
    invalidOptions: [{ options: { password: new Secret("hunter22-of-the-sea", "here") }, path: "password" }],
  },
  breaks: ["refuses options that are wrong, and says where"],
  says: /shows a secret when it refuses password\nSay what is expected/,
} satisfies BadPlugin;
