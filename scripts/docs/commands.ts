import { execFileSync } from "node:child_process";

const COMMANDS = [
  [],
  ["init"],
  ["run"],
  ["list"],
  ["validate"],
  ["plugins"],
  ["explain"],
  ["read"],
  ["inject"],
  ["completion"],
];

/** What every command says of itself. */
export function commandReference(root: string): string {
  const help = (args: readonly string[]): string =>
    execFileSync(
      process.execPath,
      ["--conditions=testcar:source", `${root}packages/cli/bin/testcar.js`, ...args, "--help"],
      {
        encoding: "utf8",
      },
    );
  return COMMANDS.map((args) =>
    ["## ", ["testcar", ...args].join(" "), "\n\n```text\n", help(args).trim(), "\n```"].join(""),
  ).join("\n\n");
}
