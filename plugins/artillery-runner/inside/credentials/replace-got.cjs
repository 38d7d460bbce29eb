"use strict";
const module_ = require("node:module");
const { fileURLToPath, pathToFileURL } = require("node:url");

/** Artillery's http engine: a file of its own package, or up to 2.0.33 of one that it depends on. */
const ENGINE = /[\\/]engine_http\.[cm]?js$/;
const CORE = /[\\/]node_modules[\\/]@artilleryio[\\/]int-core[\\/]/;

const standIn = new URL("../got.mjs", pathToFileURL(__filename));

/**
 * Whoever else loads got, a processor for example, gets the real one.
 *
 * @param {string | undefined} file
 */
const isEngine = (file) =>
  file !== undefined &&
  ENGINE.test(file) &&
  (file.startsWith(`${process.env.TESTCAR_ARTILLERY}/`) || CORE.test(file));

/**
 * Gives the engine a got that authorises its requests where it requires it: up to Artillery 2.0.30, as it starts.
 *
 * A hook for modules could do this too, and would cost each thread 3 MiB: it sees every module that Artillery loads.
 */
function replaceRequiredGot() {
  const loader = /** @type {any} */ (module_);
  const load = loader._load;
  loader._load = (
    /** @type {string} */ request,
    /** @type {any} */ parent,
    /** @type {unknown[]} */ ...rest
  ) => {
    const found = load.call(loader, request, parent, ...rest);
    return request === "got" && isEngine(parent?.filename)
      ? require("./authorize-got.cjs").authorizeGot(found)
      : found;
  };
}

/**
 * Does the same where the engine imports it: from Artillery 2.0.31 on, after all plugins are there. Where no engine asks for
 * got, no stand-in says that it is ready, and the runner reports it.
 */
function replaceImportedGot() {
  // From Node 22.15 on.
  if (typeof module_.registerHooks !== "function") return;
  module_.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const { parentURL = "" } = context;
      if (specifier !== "got" || !parentURL.startsWith("file:") || resolved.format !== "module")
        return resolved;
      if (!isEngine(fileURLToPath(parentURL))) return resolved;
      const url = new URL(standIn);
      url.searchParams.set("got", resolved.url);
      return { ...resolved, url: url.href };
    },
  });
}

module.exports = { replaceRequiredGot, replaceImportedGot };
