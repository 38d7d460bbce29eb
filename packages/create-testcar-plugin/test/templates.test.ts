import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";

interface Manifest {
  readonly version?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const read = (path: string): Manifest =>
  JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8"));

describe.each(["typescript", "javascript"])("the template in %s", (language) => {
  const template = read(`packages/create-testcar-plugin/templates/${language}/manifest.json`);
  const wanted = { ...template.dependencies, ...template.peerDependencies, ...template.devDependencies };

  test.each(Object.entries(wanted))(
    "wants %s %s, the major version that the repository tests with",
    (name, range) => {
      const { version = "" } = read(`node_modules/${name}/package.json`);
      expect(range).toMatch(/^\^\d+\.\d+\.\d+$/);
      expect(range.slice(1).split(".", 1)).toEqual(version.split(".", 1));
    },
  );

  test("runs where core runs", () => {
    expect(template.engines).toEqual(read("packages/core/package.json").engines);
  });
});
