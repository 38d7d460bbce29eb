import { basename } from "node:path";
import type { Case, CaseReport } from "./cases.ts";
import { type Element, isElement, parseXml, plain } from "./xml.ts";

/** Suites within suites; the deepest that frameworks write are of three levels. */
const MAX_DEPTH = 50;

const attribute = (element: Element, name: string): string | undefined => {
  const value = element[`@${name}`];
  return typeof value === "string" ? plain(value) : undefined;
};

const children = (element: Element, name: string): readonly unknown[] => {
  const value = element[name];
  return Array.isArray(value) ? value : [];
};

const elements = (element: Element, name: string): readonly Element[] =>
  children(element, name).filter(isElement);

/** The message of a failure, or else the first line of its text. */
function detailOf(problem: unknown): string | undefined {
  const own = isElement(problem) ? problem : { "#text": problem };
  const message = attribute(own, "message");
  const text = own["#text"];
  const said = message ?? (typeof text === "string" ? plain(text) : "");
  return said.trim() === "" ? attribute(own, "type") : said;
}

/** Node reports a file without any test as a test of the file's name: nothing ran in it. */
const isWholeFile = (element: Element): boolean => {
  const file = attribute(element, "file");
  const name = attribute(element, "name");
  return (
    attribute(element, "classname") === "test" &&
    file !== undefined &&
    name !== undefined &&
    (file === name || file.endsWith(`/${name}`) || (name.includes("/") && basename(file) === basename(name)))
  );
};

function readCase(element: Element, suite: string | undefined): Case {
  const own = attribute(element, "name") ?? "";
  const group = attribute(element, "classname") ?? suite;
  const name = group === undefined || group === "" || group === "test" ? own : `${group} > ${own}`;
  const problems = [...children(element, "failure"), ...children(element, "error")];
  // Some report what was skipped, or is still to be done, as a failure too.
  if ("skipped" in element) return { name, status: "skipped" };
  if (problems.length === 0) return { name, status: "passed" };
  const detail = detailOf(problems[0]);
  return { name, status: "failed", ...(detail === undefined ? {} : { detail }) };
}

interface Collected {
  readonly cases: Case[];
  readonly others: string[];
}

const hasProblem = (element: Element): boolean => "failure" in element || "error" in element;

function collect(suite: Element, { cases, others }: Collected, depth: number): void {
  const name = attribute(suite, "name");
  const own = elements(suite, "testcase");
  const inner = elements(suite, "testsuite");
  for (const element of own)
    if (hasProblem(element) || !isWholeFile(element)) cases.push(readCase(element, name));
  if (depth < MAX_DEPTH) for (const element of inner) collect(element, { cases, others }, depth + 1);
  else if (inner.length > 0) others.push("suites are nested too deeply to be read");
  const declared = ["failures", "errors"].reduce(
    (sum, key) => sum + (Number(attribute(suite, key) ?? 0) || 0),
    0,
  );
  // The numbers of a suite may include those of the suites in it.
  if (inner.length > 0 || declared <= own.filter(hasProblem).length) return;
  others.push(
    `${name ?? "a suite"}: ${declared - own.filter(hasProblem).length} failed outside of its cases`,
  );
}

/**
 * Reads JUnit XML, as Maven, pytest, Playwright, newman, hurl and Node write it. There is no specification; the schema of
 * Jenkins (https://github.com/jenkinsci/xunit-plugin) comes closest.
 *
 * @returns The cases, or why it cannot be read.
 */
export function readJunit(text: string): CaseReport | string {
  const document = parseXml(text);
  if (typeof document === "string") return document;
  const roots = [...children(document, "testsuites"), ...children(document, "testsuite")];
  if (roots.length === 0) return "it is no JUnit XML: its root is neither testsuites nor testsuite";
  const collected: Collected = { cases: [], others: [] };
  for (const root of roots.filter(isElement)) collect(root, collected, 0);
  return collected;
}
