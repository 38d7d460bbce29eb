// No secret gets out, whichever way it came in.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { search } from "../../canaries/search.ts";
import { playWithIssuer } from "../issuer.ts";
import { configured, play, uniqueName } from "../manifest.ts";
import { podman } from "../podman.ts";
import { processesBeside, shownBy } from "../processes.ts";
import { canariesOf, count, expectNoSecret, finished, images, inPod, newSecret, scenario } from "../suite.ts";

const probe = { "health.probe": "GET /health 200\n" };

inPod("a secret that comes by the environment reaches its plugin, and no log", async () => {
  const secret = newSecret();
  // The service has it as a file, which podman 4.3 does not decode.
  const mounted = Buffer.from(secret).toString("base64");
  const name = `${uniqueName()}-env`;
  const encoded = Buffer.from(mounted).toString("base64");
  const folder = mkdtempSync(join(tmpdir(), "testcar-pods-"));
  writeFileSync(join(folder, "secret"), JSON.stringify({ client: encoded }));
  await podman(["secret", "create", name, join(folder, "secret")]);
  rmSync(folder, { recursive: true });
  try {
    const oauth = {
      tokenEndpoint: "http://127.0.0.1:8080/token",
      clientId: "testcar",
      clientSecret: "${env:CLIENT_SECRET}",
    };
    const { configMap, env } = configured(["wait-for", "@acme/probes", ["oauth", oauth]], probe);
    await using pod = await play({
      ...images,
      secret,
      agentSecret: "of-nobody",
      configMap,
      env: [...env, { name: "CLIENT_SECRET", valueFrom: { secretKeyRef: { name, key: "client" } } }],
    });
    await pod.line("testcar", finished);
    expect(await pod.reading()).toMatchObject({ verdict: "passed", completeness: "complete" });
    expect(count(await pod.log("sut"), "GET /health 200")).toBe(1);
    await expectNoSecret(pod, canariesOf(secret));
  } finally {
    await podman(["secret", "rm", name]);
  }
});

const wrong = newSecret();

scenario(
  "a secret that is refused is told without it, and no test runs",
  { agentSecret: wrong, configMap: probe },
  async (pod) => {
    await pod.line("testcar", finished);
    expect(await pod.reading()).toMatchObject({
      verdict: "error",
      exitCode: 4,
      completeness: "complete",
    });
    expect(await pod.log("sut")).toContain("POST /token 401");
    expect(await pod.log("sut")).not.toContain("GET");
    await expectNoSecret(pod, canariesOf(wrong));
  },
);

inPod("a token of a real authorization server opens the service, and is nowhere else", async () => {
  const secret = newSecret();
  await using pod = await playWithIssuer(images.agent, secret);
  // The script is at it: its own process is there, and the agent has its secrets.
  await pod.line("sut", /GET \/held 200 of testcar/);
  const shown = processesBeside(pod.init()).map(shownBy);
  expect(shown.map(({ text }) => text).join("\n")).toContain("held.yml");
  const tokens = readFileSync(`/proc/${pod.init("sut")}/root/tmp/tokens`, "utf8")
    .trim()
    .split("\n");
  const canaries = [
    ...canariesOf(secret),
    // A JWT says many things that others say as well; its signature is its own.
    ...tokens.map((token) => ({ name: "its token", value: token.split(".").at(-1) ?? "" })),
  ];
  expect(search(shown, canaries)).toEqual([]);
  process.kill(pod.init("sut"), "SIGUSR2");

  await pod.line("testcar", finished);
  const reading = await pod.reading();
  expect(reading).toMatchObject({ verdict: "passed", completeness: "complete" });
  expect(reading.tests.map(({ test: id }) => id)).toEqual(["health.probe", "held.yml"]);
  await pod.holds();
  await expectNoSecret(pod, canaries);
  // Who comes without a token is not let in: the same pod's service says so.
  expect(await pod.log("sut")).toContain("GET /health 401 of nobody");
});
