/** What is wrong with a text, and where. */
interface Problem {
  readonly problem: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** The documents of a text, as far as they can be understood, and the first problem in it. */
export interface Parsed {
  readonly documents: readonly unknown[];
  readonly problem?: Problem;
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? text;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Parses YAML 1.1, Artillery's dialect. Errors do not stop it: what else the text holds tells whether it is a script.
 */
export async function parseYaml(text: string): Promise<Parsed> {
  // Loaded here, since a directory without such files has no need of it.
  const { parseAllDocuments } = await import("./yaml.ts");
  const parsed = parseAllDocuments(text, { version: "1.1", prettyErrors: true, logLevel: "silent" });
  const documents = "empty" in parsed ? [] : parsed;
  const values: unknown[] = [];
  const problems: Problem[] = [];
  for (const document of documents) {
    for (const { message, linePos } of document.errors) {
      const { line, col: column } = linePos?.[0] ?? {};
      // The position is said on its own.
      const problem = firstLine(message).replace(/ at line \d+, column \d+:?$/, "");
      problems.push({ problem, line, column });
    }
    try {
      values.push(document.toJS());
    } catch (error) {
      problems.push({ problem: firstLine(messageOf(error)) });
    }
  }
  const [problem] = problems;
  return { documents: values, ...(problem === undefined ? {} : { problem }) };
}

/** Parses JSON, and what Artillery takes for it: its YAML parser reads both, so comments and trailing commas are fine. */
export async function parseJson(text: string): Promise<Parsed> {
  try {
    return { documents: [JSON.parse(text.replace(/^\uFEFF/, ""))] };
  } catch (error) {
    const { documents, problem } = await parseYaml(text);
    // YAML takes nearly everything for some text, also what is nothing but broken JSON.
    const understood = documents.some(
      (value) => typeof value === "object" && value !== null && "scenarios" in value,
    );
    if (problem === undefined && understood) return { documents };
    return { documents, problem: problem ?? { problem: messageOf(error) } };
  }
}
