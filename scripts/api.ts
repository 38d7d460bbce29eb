// Writes docs/api from the declarations that tsc -b has made, or with --check says what is out of date or not documented.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { apiPackages } from "./docs/api/areas.ts";
import { readComment } from "./docs/api/comment.ts";
import { extract } from "./docs/api/extract.ts";
import { type Export, exportsOf, renderPage } from "./docs/api/page.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const extracts = apiPackages.map((apiPackage) => {
  const { items, problems } = extract(root, apiPackage.folder);
  return { apiPackage, problems, exports: exportsOf(items) };
});

const isDocumented = ({ items }: Export): boolean =>
  items.some(({ docComment = "" }) => readComment(docComment, (name) => name).summary !== "");

/** Links to an export from a page: to its own first, then to whichever page has it. */
const linkFrom =
  (page: string) =>
  (name: string): string => {
    const found = [...extracts]
      .sort((a, b) => Number(b.apiPackage.page === page) - Number(a.apiPackage.page === page))
      .find(({ exports }) => exports.some((entry) => entry.name === name));
    if (found === undefined) return `\`${name}\``;
    const file = found.apiPackage.page === page ? "" : found.apiPackage.page;
    return `[${name}](${file}#${name.toLowerCase()})`;
  };

const problems = extracts.flatMap(({ apiPackage, exports, ...found }) => [
  ...found.problems,
  ...exports
    .filter((entry) => !isDocumented(entry))
    .map(
      ({ name, items: [{ fileUrlPath = "" }] }) =>
        `${apiPackage.folder}/${fileUrlPath}: ${name} has no comment that says what it is`,
    ),
]);
const isCheck = process.argv.includes("--check");
for (const { apiPackage, exports } of extracts) {
  const path = `docs/api/${apiPackage.page}`;
  const text = renderPage(apiPackage, exports, linkFrom(apiPackage.page));
  const before = existsSync(root + path) ? readFileSync(root + path, "utf8") : "";
  if (before === text) continue;
  if (isCheck) {
    problems.push(`${path} is out of date: npm run docs:api`);
    continue;
  }
  mkdirSync(`${root}docs/api`, { recursive: true });
  writeFileSync(root + path, text);
  console.log(`wrote ${path}`);
}
for (const problem of problems) console.error(problem);
const count = extracts.reduce((sum, { exports }) => sum + exports.length, 0);
console.log(`api: ${count} exports of ${extracts.length} packages, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
