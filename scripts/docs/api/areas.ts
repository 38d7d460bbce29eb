/** What a package is for authors, and how its page is divided: each area has the sources that begin with one of these. */
export interface ApiPackage {
  readonly name: string;
  readonly folder: string;
  /** File of the page in docs/api. */
  readonly page: string;
  readonly intro: string;
  readonly areas: readonly (readonly [title: string, sources: readonly string[]])[];
}

/** The packages whose exports are public; the last area of each has what no other one has. */
export const apiPackages: readonly ApiPackage[] = [
  {
    name: "@testcar/core",
    folder: "packages/core",
    page: "core.md",
    intro:
      "What plugins are written against comes first; [the guides](../guides/runner-in-ten-minutes.md) and [the pages on hooks](../hooks/discover.md) lead there. The rest is for programs that run Testcar themselves, as its command line does.",
    areas: [
      ["Plugins and hooks", ["src/plugins/define", "src/hooks", "src/contexts", "src/progress"]],
      ["Tests and results", ["src/model"]],
      ["Credentials", ["src/credentials"]],
      ["Errors", ["src/errors"]],
      ["Options and configuration", ["src/config"]],
      ["Processes, files and time", ["src/process/exec", "src/process/clock", "src/files"]],
      ["Logs", ["src/log"]],
      ["Running Testcar", ["src"]],
    ],
  },
  {
    name: "@testcar/report",
    folder: "packages/report",
    page: "report.md",
    intro: "The record protocol, whose wire format is on [a page of its own](../records.md).",
    areas: [
      ["Reading a log", ["src/reader", "src/reading", "src/problems", "src/render"]],
      ["Verdicts", ["src/verdict"]],
      ["Writing records", ["src/writer", "src/replayed", "src/plain-text"]],
      ["Records", ["src"]],
    ],
  },
  {
    name: "@testcar/plugin-testkit",
    folder: "packages/plugin-testkit",
    page: "plugin-testkit.md",
    intro:
      "Contract tests for a plugin, and a harness around the stages. [What bad plugins get](../bad-plugins.md) shows what the rules are for.",
    areas: [
      ["Contract tests", ["src/describe-plugin", "src/cases", "src/violation"]],
      ["The harness", ["src"]],
    ],
  },
];
