// Whoever takes all the memory is killed, by the kernel, and nothing passes by that.
import { expect } from "@jest/globals";
import { count, finished, scenario } from "../suite.ts";

const hungry = {
  "functions.js":
    "const all = [];\nmodule.exports = { eat: () => { for (;;) all.push(Buffer.alloc(1 << 20, 1)); } };\n",
  "hungry.yml": `config: { phases: [{ duration: 1, arrivalCount: 1 }], processor: ./functions.js }
scenarios: [{ flow: [{ function: eat }] }]
`,
};

scenario(
  "a test that takes all the memory is killed, and does not pass",
  { configMap: hungry, memory: "300Mi", restartPolicy: "Always" },
  async (pod) => {
    await pod.line("testcar", finished);
    const { verdict, exitCode, completeness, tests } = await pod.reading();
    // With control groups of version 1 the test alone is killed; with version 2 the container, and the run was cut off.
    const restarts = Number(await pod.inspect("testcar", "{{.RestartCount}}"));
    if (restarts === 0) {
      expect({ verdict, completeness }).toEqual({ verdict: "error", completeness: "complete" });
      expect(tests.map(({ status }) => status)).toEqual(["error"]);
    } else expect({ verdict, exitCode }).toEqual({ verdict: "interrupted", exitCode: 137 });
    expect(exitCode).not.toBe(0);
    await pod.holds();
    expect(count(await pod.log("sut"), "POST /token")).toBe(1);
  },
);

const hog = {
  "hog.mjs": `export default { name: "hog", apiVersion: 1, apply({ hooks }) {
  hooks.execute.for("probe").intercept({ call() {
    const all = [];
    for (;;) all.push(Buffer.alloc(1 << 20, 1));
  } });
} };
`,
  "a.probe": "GET /health 200\n",
};

scenario(
  "an agent that takes all the memory is killed and started again, and says interrupted",
  {
    configMap: hog,
    memory: "128Mi",
    restartPolicy: "Always",
    env: [{ name: "TESTCAR_PLUGINS", value: "@acme/probes,./tests/hog.mjs" }],
  },
  async (pod) => {
    await pod.line("testcar", finished);
    expect(await pod.reading()).toMatchObject({ verdict: "interrupted", exitCode: 137 });
    await pod.holds();
    expect(await pod.inspect("testcar", "{{.RestartCount}}")).toBe("1");
    expect(await pod.log("sut")).not.toContain("GET");
  },
);
