import module from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { appendEvent } from "../append-event.cjs";
import place from "./place.cjs";

/** Artillery's http engine: a file of its own package, or up to 2.0.2x of one that it depends on. */
const ENGINE = /\/engine_http\.[cm]?js$/;
const CORE = /\/node_modules\/@artilleryio\/int-core\//;

const asModule = new URL("../got.mjs", import.meta.url).href;
const asCommonjs = new URL("../got.cjs", import.meta.url).href;

/**
 * Gives Artillery's http engine a got that authorises its requests. Whoever else loads got, a processor for example, gets
 * the real one. Where the engine has no got, nothing matches, no stand-in says that it is ready, and the runner reports it.
 *
 * @param {string} directory Real path of Artillery's package.
 * @param {{ isMainThread: boolean }} thread
 */
export function installCredentials(directory, { isMainThread }) {
  if (isMainThread) appendEvent("credentials", { state: "wanted" });
  // From Node 22.15 on.
  if (typeof module.registerHooks !== "function") return;
  const base = `${pathToFileURL(directory).href}/`;
  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const importer = context.parentURL ?? "";
      if (specifier !== "got" || !ENGINE.test(importer)) return resolved;
      if (!importer.startsWith(base) && !CORE.test(importer)) return resolved;
      place.got = resolved.format === "module" ? resolved.url : fileURLToPath(resolved.url);
      return { ...resolved, url: resolved.format === "module" ? asModule : asCommonjs };
    },
  });
}
