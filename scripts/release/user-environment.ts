import { delimiter, dirname } from "node:path";

/** What npm tells a script of this repository, and what this repository's tests set: a user has none of it. */
const OF_THE_REPOSITORY =
  /^(npm_(package|lifecycle|command|execpath|node_execpath)|npm_config_(strict|save|omit|local|prefix|global_prefix|init)|init_cwd$|testcar_|node_options$|node_v8_coverage$|node_path$)/i;

/** The environment of somebody who has Node and npm, but is not in this repository. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const { PATH = "", ...others } = process.env;
  const kept = Object.entries(others).filter(([name]) => !OF_THE_REPOSITORY.test(name));
  const folders = PATH.split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return {
    ...Object.fromEntries(kept),
    PATH: [dirname(process.execPath), ...folders].join(delimiter),
  };
}
