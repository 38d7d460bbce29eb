import { resolve } from "node:path";
import { definePlugin, writeFileAtomically } from "@testcar/core";
import { options } from "./options.js";
import { summaryOf } from "./summary.js";

const NAME = "__name__";

/** Writes a summary of the run to a file, whatever the run came to. */
export default definePlugin({
  name: NAME,
  apiVersion: 1,
  options,
  apply({ hooks, baseDirectory }, { file }) {
    hooks.report.tapPromise(NAME, async ({ tests }, { outcome }) => {
      await writeFileAtomically(resolve(baseDirectory, file), summaryOf(outcome(), tests));
    });
  },
});
