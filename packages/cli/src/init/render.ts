import type { Plan, PlannedPlugin } from "./plan.ts";

/** JSON is YAML; a word that is nothing else in YAML does without quotes. */
const scalar = (value: unknown): string =>
  typeof value === "string" &&
  /^[\w./][\w./:-]*$/.test(value) &&
  !/^\.?\d|:$|^(true|false|yes|no|on|off|null)$/i.test(value)
    ? value
    : inline(value);

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${scalar(member)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value);
}

const isListOfObjects = (value: unknown): value is readonly object[] =>
  Array.isArray(value) && value.every((member) => typeof member === "object" && member !== null);

/** An entry of `plugins` in lines: a name, a pair in one line, or a pair whose lists of objects go over several. */
function entryLines({ name, options }: PlannedPlugin): readonly string[] {
  if (options === undefined) return [`- ${scalar(name)}`];
  const members = Object.entries(options);
  if (!members.some(([, value]) => isListOfObjects(value)))
    return [`- [${scalar(name)}, ${inline(options)}]`];
  const lines = members.flatMap(([key, value]) => {
    if (!isListOfObjects(value)) return [`${key}: ${scalar(value)}`];
    const items = value.flatMap((item) =>
      Object.entries(item).map(
        ([word, member], index) => `${index === 0 ? "- " : "  "}${word}: ${scalar(member)}`,
      ),
    );
    return [`${key}:`, ...items.map((line) => `  ${line}`)];
  });
  return [`- - ${scalar(name)}`, ...lines.map((line, index) => `${index === 0 ? "  - " : "    "}${line}`)];
}

function pluginLines(plugin: PlannedPlugin): readonly string[] {
  const lines = [
    `# ${plugin.comment}`,
    ...entryLines(plugin).map((line) => (plugin.isActive ? line : `# ${line}`)),
  ];
  return lines.map((line) => `  ${line}`);
}

/** A folder as a configuration writes it. */
export const folder = (tests: string): string => (tests === "." ? "." : `./${tests}`);

/** The configuration as YAML, with comments. */
export function renderYaml(
  { tests, found, elsewhere, target, needsTarget, plugins }: Plan,
  schema: string,
): string {
  const foundHere = found.length > 0 ? `${found.join(", ")}.` : "There are none yet.";
  const others =
    elsewhere.length > 0
      ? [
          `# Other folders have tests too: ${elsewhere.slice(0, 3).join(", ")}${elsewhere.length > 3 ? ", …" : ""}`,
        ]
      : [];
  const active = plugins.filter(({ isActive }) => isActive);
  const suggested = plugins.filter(({ isActive }) => !isActive);
  return [
    `# yaml-language-server: $schema=${schema}`,
    "",
    `# The directory with the tests. ${foundHere}`,
    ...others,
    `tests: ${scalar(folder(tests))}`,
    "",
    "# Where the service listens. --target and TESTCAR_TARGET win over it, and it wins over what a script says.",
    `${needsTarget ? "" : "# "}target: ${target}`,
    "",
    "# What finds, runs and reports tests. The reporter for stdout is always there.",
    "plugins:",
    ...active.flatMap(pluginLines),
    "",
    "  # Suggestions: install @testcar/plugin-NAME, and take the comment sign away.",
    ...suggested.flatMap(pluginLines),
    "",
    "# Time for each test, and for the whole run.",
    "# testTimeout: 5m",
    "# timeout: 1h",
    "",
  ].join("\n");
}

/** The configuration as JSON, which has no place for comments and suggestions. */
export function renderJson({ tests, target, needsTarget, plugins }: Plan, schema: string): string {
  const entries = plugins
    .filter(({ isActive }) => isActive)
    .map(({ name, options }) => (options === undefined ? name : [name, options]));
  const configuration = {
    $schema: schema,
    tests: folder(tests),
    ...(needsTarget ? { target } : {}),
    plugins: entries,
  };
  return `${JSON.stringify(configuration, undefined, 2)}\n`;
}
