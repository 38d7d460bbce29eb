import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { injected, read } from "./manifests.ts";

const bin = fileURLToPath(new URL("../../bin/testcar.js", import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "inject-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const write = (file: string, text: string | Uint8Array): void => writeFileSync(join(cwd, file), text);

function run(args: readonly string[], input = "", env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--conditions=testcar:source", bin, "inject", ...args],
    { cwd, input, encoding: "utf8", env: { PATH: process.env["PATH"] ?? "", ...env } },
  );
  return { status, stdout, stderr };
}

const image = ["--image", "testcar:1"];
const flags = { image: "testcar:1" };
const deployment = read("kubectl-create.yaml");
const pod = read("compact.json");
const withAgent = (text: string): string => injected(text, flags);

describe("testcar inject", () => {
  test.each([[[]], [["-f", "-"]], [["--file=-"]]])("reads standard input with %p", (args) => {
    const { status, stdout, stderr } = run([...args, ...image], deployment);
    expect({ status, stdout }).toEqual({ status: 0, stdout: withAgent(deployment) });
    expect(stderr).toBe("standard input:1 Deployment shop: injected: target http://127.0.0.1:8080\n");
  });

  test("reads files and directories into one stream, in their order", () => {
    mkdirSync(join(cwd, "all", "deeper"), { recursive: true });
    write("all/b.json", pod);
    write("all/a.yml", deployment);
    write("all/README.md", "no manifest");
    write("all/deeper/c.yaml", "no: manifest");
    write("service.yaml", "kind: Service\n");
    const { status, stdout } = run(["-f", "service.yaml", "-f", "all", ...image]);
    expect(status).toBe(0);
    expect(stdout).toBe(`kind: Service\n---\n${withAgent(deployment)}---\n${withAgent(pod)}`);
  });

  test("leaves what has no pods as it is, byte for byte", () => {
    const text = "# nothing here\r\n---\n\n%YAML\n".replace("%YAML\n", "kind:   Service\n\n\n# end");
    expect(run(image, text)).toEqual({
      status: 0,
      stdout: text,
      stderr: "There is no pod in these manifests.\n",
    });
    expect(run([], "")).toMatchObject({ status: 0, stdout: "" });
  });

  test("takes the agent's image from the environment as well", () => {
    const { stdout } = run([], deployment, { TESTCAR_IMAGE: "testcar:1" });
    expect(stdout).toBe(withAgent(deployment));
  });

  test("writes nothing when something is refused, and tells all of it", () => {
    write("bad.yaml", "kind: Pod\n  a: b\n");
    write("latin1.yaml", Uint8Array.of(0x61, 0xe4));
    const refused = run(
      ["-f", "bad.yaml", "-f", "missing.yaml", "-f", "-", "-f", "latin1.yaml", "--mode", "zip"],
      deployment,
    );
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr.match(/^TESTCAR_\w+/gm)).toEqual([
      "TESTCAR_INJECT_SETTING",
      "TESTCAR_INJECT_UNREADABLE",
      "TESTCAR_INJECT_UNREADABLE",
      "TESTCAR_INJECT_SYNTAX",
      "TESTCAR_INJECT_AGENT_IMAGE",
    ]);
    expect(refused.stderr).toContain('--mode: "zip" is not copy or image-volume');
    expect(refused.stderr).toContain("missing.yaml: no such file or directory");
    expect(refused.stderr).toContain("latin1.yaml: it is not UTF-8");
    expect(refused.stderr).toContain("bad.yaml:1:7: ");
  });
});
