import module from "node:module";
import { pathToFileURL } from "node:url";

/**
 * Files of Artillery that run tests in somebody's cloud. Its command line loads them all, with the SDKs of two clouds,
 * before it looks at its arguments. Both layouts of 2.x: below `lib`, and below `dist/lib`.
 */
const CLOUD = [
  { importer: /[\\/]@oclif[\\/]core[\\/]/, file: /^(?:dist\/)?lib\/cmds\/(?!run\.[cm]?js$)[^/]+\.[cm]?js$/ },
  {
    importer: /[\\/]lib[\\/]launch-platform\.[cm]?js$/,
    file: /^(?:dist\/)?lib\/platform\/(?:aws[^/]*|az)\/[^/]+\.[cm]?js$/,
  },
];

const unavailable = new URL("./unavailable.cjs", import.meta.url).href;

/**
 * Puts a small stand-in in the place of the cloud platforms and of every command but `run`. Plugins and processors that
 * use a cloud's SDK get the real one: only Artillery's own files are looked at, by their place. Where they lie elsewhere,
 * nothing matches, and Artillery starts as ever.
 *
 * @param {string} directory Real path of Artillery's package.
 */
export function skipCloud(directory) {
  // From Node 22.15 on. A resolve hook alone leaves loading, and the compile cache, as they are.
  if (typeof module.registerHooks !== "function") return;
  const base = `${pathToFileURL(directory).href}/`;
  module.registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      if (!resolved.url.startsWith(base)) return resolved;
      const file = resolved.url.slice(base.length);
      const importer = context.parentURL ?? "";
      const skipped = CLOUD.some((part) => part.file.test(file) && part.importer.test(importer));
      return skipped ? { ...resolved, url: unavailable, format: "commonjs" } : resolved;
    },
  });
}
