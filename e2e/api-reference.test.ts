import { describe, expect, it } from "@jest/globals";
import { apiPackages } from "../scripts/docs/api/areas.ts";
import { readComment } from "../scripts/docs/api/comment.ts";
import { exportsOf, renderPage } from "../scripts/docs/api/page.ts";

const [core] = apiPackages;
const linkTo = (name: string): string => `[${name}](#${name.toLowerCase()})`;

describe("the API reference", () => {
  it("takes a comment apart, and leaves code alone", () => {
    const comment = `/**
 * Gives a {@link Thing}, or {@link https://example.org | nothing}.
 *
 * @param name - What it is called, see {@link Thing | this}.
 * @throws TESTCAR_X when it is gone
 * @example
 * \`\`\`ts
 * @decorated
 * thing("a");
 * \`\`\`
 */`;
    expect(readComment(comment, linkTo)).toEqual({
      summary: "Gives a [Thing](#thing), or [nothing](https://example.org).",
      remarks: [],
      params: ["- `name`: What it is called, see [this](#thing)."],
      returns: [],
      throws: ["TESTCAR_X when it is gone"],
      examples: ['```ts\n@decorated\nthing("a");\n```'],
    });
  });

  it("shows all signatures of a function in one place, members in a table, and no namespace", () => {
    const text = (kind: string, name: string, declaration: string, docComment = "") =>
      ({ kind, name, docComment, excerptTokens: [{ kind: "Content", text: declaration }] }) as const;
    const fileUrlPath = "src/model.ts";
    const exports = exportsOf([
      {
        ...text("Function", "find", "export declare function find(a: string): A;", "/** Finds. */"),
        fileUrlPath,
      },
      { ...text("Function", "find", "export declare function find(a: number): B;"), fileUrlPath },
      {
        ...text("Interface", "A", "export interface A ", "/** What is found. */"),
        fileUrlPath,
        members: [text("PropertySignature", "b", "readonly b: 'x' | 'y';", "/** A letter. */")],
      },
      text("Namespace", "inside", ""),
    ]);
    expect(exports.map(({ name }) => name)).toEqual(["find", "A"]);
    const page = core === undefined ? "" : renderPage(core, exports, linkTo);
    expect(page).toContain("function find(a: string): A\nfunction find(a: number): B\n```\n\nFinds.\n");
    expect(page).toContain("| `b: 'x' \\| 'y'` | A letter. |");
    expect(page).toContain("- **Tests and results**: [find](#find), [A](#a)\n");
  });
});
