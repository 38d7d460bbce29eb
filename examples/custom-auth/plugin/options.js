import * as v from "valibot";

export const options = v.strictObject({
  /** Who the key belongs to. */
  client: v.pipe(v.string(), v.regex(/^[\w-]+$/, "Expected letters, digits, - and _")),
  /** The file with the key; relative to the configuration. */
  keyFile: v.pipe(v.string(), v.minLength(1, "Expected the name of a file")),
});
