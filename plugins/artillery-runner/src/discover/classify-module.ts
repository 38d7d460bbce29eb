import type { Content } from "./content.ts";

/** Starts a statement: neither a comment nor a member of something else. */
const start = String.raw`(?:^|[;}])\s*`;

/**
 * How a module exports scenarios. It is never imported to find out: that would run somebody else's code, in the agent.
 */
const exportsScenarios = [
  new RegExp(String.raw`${start}export\s+(?:const|let|var)\s+scenarios\b`, "m"),
  new RegExp(String.raw`${start}export\s*\{[^}]*\bscenarios\b[^}]*\}`, "m"),
  new RegExp(String.raw`${start}(?:module\.)?exports\.scenarios\s*=`, "m"),
  new RegExp(String.raw`${start}module\.exports\s*=\s*\{[^]*?\bscenarios\s*[:,}]`, "m"),
  // Artillery refuses a default export; that it is meant as a script is seen by both words.
  new RegExp(String.raw`${start}export\s+default\s*\{(?=[^]*\bconfig\s*[:,}])[^]*?\bscenarios\s*[:,}]`, "m"),
];

/** k6 has scenarios as well. */
const isForK6 = (text: string): boolean =>
  /(?:from\s+|import\s+|require\()["']k6(?:\/[^"']*)?["']/.test(text);

const all = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].flatMap(([, found]) => (found === undefined ? [] : [found]));

/** Tells what a JavaScript or TypeScript file is, by its text. */
export function classifyModule(format: "js" | "ts", text: string): Content {
  // Most modules are told apart by this alone.
  if (!text.includes("scenarios")) return { kind: "module" };
  if (isForK6(text) || !exportsScenarios.some((pattern) => pattern.test(text))) return { kind: "module" };
  return {
    kind: "script",
    format,
    // Artillery drops a shared configuration for TypeScript, so a module always brings its own.
    hasConfig: true,
    references: {
      processors: all(text, /\bprocessor\s*:\s*["'`]([^"'`]+)["'`]/g),
      payloads: all(text, /\bpath\s*:\s*["'`]([^"'`]+\.csv)["'`]/gi),
    },
  };
}
