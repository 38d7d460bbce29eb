import { isBuiltin } from "node:module";

const get = (name) => `process.getBuiltinModule("node:${name.replace(/^node:/, "")}")`;

const IMPORT =
  /(?<=^|[;}\n])import\s*(?:([\w$]+)\s*,?\s*)?(?:\*\s*as\s+([\w$]+)\s*|(\{[^}]*\})\s*)?from\s*"([\w:/]+)"/g;
const REQUIRE = /\b__require\("([\w:/]+)"\)/g;

const REQUIRE_OF_ITS_OWN = `const require = ${get("module")}.createRequire(import.meta.url);`;

/**
 * Takes Node's own modules by `process.getBuiltinModule`. An import reads every export of such a module, and each is there
 * only when it is read: `node:fs` brings streams and promises along, `node:util` an encoder, a parser and more.
 */
export function takeBuiltins(code) {
  const text = code
    .replace(IMPORT, (statement, module, namespace, names, from) => {
      if (!isBuiltin(from)) return statement;
      const whole = module ?? namespace;
      const parts = names?.replaceAll(" as ", ":");
      if (whole === undefined) return `const ${parts}=${get(from)}`;
      return `const ${whole}=${get(from)}${parts === undefined ? "" : `,${parts}=${whole}`}`;
    })
    .replace(REQUIRE, (call, from) => (isBuiltin(from) ? get(from) : call));
  // What is left are calls with a name that is only known when they run.
  return text.includes("typeof require") ? `${REQUIRE_OF_ITS_OWN}\n${text}` : text;
}
