import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./plan.ts";
import { findPackage, type Project } from "./project.ts";

/** How a package manager installs a package, and runs what one brings. */
const MANAGERS = [
  { lock: "pnpm-lock.yaml", install: "pnpm add --save-dev", run: "pnpm exec" },
  { lock: "yarn.lock", install: "yarn add --dev", run: "yarn" },
  { lock: "package-lock.json", install: "npm install --save-dev", run: "npx" },
] as const;

const NPM = MANAGERS[2];

/** What the configuration needs and the project does not have installed. */
function missing({ plugins }: Plan, { directory }: Project): readonly string[] {
  const active = plugins.filter(({ isActive }) => isActive).map(({ name }) => name);
  const needed = [
    "@testcar/cli",
    ...active.map((name) => `@testcar/plugin-${name}`),
    ...(active.includes("artillery-runner") ? ["artillery"] : []),
  ];
  return needed.filter((name) => findPackage(name, directory) === undefined);
}

/** What to do with the new configuration: commands, one a line. */
export function nextSteps(plan: Plan, project: Project): readonly string[] {
  const { install, run } = MANAGERS.find(({ lock }) => existsSync(join(project.directory, lock))) ?? NPM;
  const packages = missing(plan, project);
  // Its installation fetches a browser, which only few scripts need.
  const without = packages.includes("artillery") ? "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 " : "";
  return [
    ...(packages.length > 0 ? [`${without}${install} ${packages.join(" ")}`] : []),
    `${run} testcar validate`,
    `${run} testcar run`,
  ];
}
