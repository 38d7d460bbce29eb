import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";

const folder = fileURLToPath(new URL("../../../../examples/kubernetes/", import.meta.url));

const { error } = spawnSync("kubectl", ["version", "--client"]);
if (error !== undefined)
  process.stderr.write("SKIPPED: there is no kubectl that could render the Kustomize example\n");

describe("the Kustomize component", () => {
  (error === undefined ? test : test.skip)("gives what examples/kubernetes/kustomized.yaml shows", () => {
    const { stdout, stderr } = spawnSync("kubectl", ["kustomize", "overlay"], {
      cwd: folder,
      encoding: "utf8",
    });
    expect({ stdout, stderr }).toEqual({
      stdout: readFileSync(`${folder}kustomized.yaml`, "utf8"),
      stderr: "",
    });
  });
});
