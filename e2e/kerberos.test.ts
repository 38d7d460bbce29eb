// Kerberos from preflight into the requests of unchanged Artillery scripts: directly, and before a token service.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readLog } from "@testcar/report";
import { execa } from "execa";
import { type Kdc, type Principal, startKdc, startSpnegoSut } from "../tools/servers/index.ts";
import { caseRunner, configuration, createProject } from "./testcar.ts";

let kdc: Kdc;
let testcar: Principal;

beforeAll(async () => {
  kdc = await startKdc();
  testcar = await kdc.addPrincipal("testcar");
  await kdc.service();
});
afterAll(() => kdc?.stop());

const kerberos = (options: object = {}) => [
  "kerberos",
  { principal: testcar.name, keytab: testcar.keytab, config: kdc.env.KRB5_CONFIG, ...options },
];

/** Nobody when the tests run as root: nothing of the chain needs more than an ordinary user's rights. */
const ordinaryUser = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const example = (...args: readonly string[]) =>
  execa(process.execPath, ["scripts/example.js", "kerberos-oauth", "--format", "json", ...args], {
    cwd: new URL("..", import.meta.url),
    reject: false,
    env: { HOME: "/nonexistent" },
    ...ordinaryUser,
  });

test.concurrent("keytab, KDC, Negotiate, token, and a service that answers 200 to an unchanged script: as an ordinary user", async () => {
  const { exitCode, stdout } = await example();
  expect({ exitCode, reading: readLog(stdout) }).toMatchObject({
    exitCode: 0,
    reading: {
      verdict: "passed",
      completeness: "complete",
      tests: [{ metrics: { requests: 6, codes: { "200": 6 } } }],
    },
  });
});

test.concurrent("the same script as nobody's client, and the same client without a ticket, do not pass", async () => {
  const nobody = await example("--config", "without-token.yaml");
  expect({ exitCode: nobody.exitCode, reading: readLog(nobody.stdout) }).toMatchObject({
    exitCode: 1,
    reading: { verdict: "failed", tests: [{ metrics: { codes: { "401": 6 } } }] },
  });
  const ticketless = await example("--config", "without-kerberos.js");
  expect({ exitCode: ticketless.exitCode, reading: readLog(ticketless.stdout) }).toMatchObject({
    exitCode: 4,
    reading: { verdict: "error" },
  });
});

test.concurrent("with kerberos alone, each request carries a token of its own, which nobody prints", async () => {
  await using sut = await startSpnegoSut({ kdc, allowedPrincipals: [testcar.name] });
  using project = createProject({
    "tests/smoke.yml": `config: { phases: [{ duration: 1, arrivalCount: 3 }], plugins: { expect: {} } }
scenarios:
  - flow:
      - get: { url: /one, expect: { statusCode: 200 } }
      - get: { url: /two, expect: { statusCode: 200 } }
`,
    "testcar.config.yaml": configuration(["artillery-runner", kerberos()]),
  });
  const { code, reading, stdout, stderr } = await project.testcar(["run", "--target", sut.url]);
  expect({ code, reading }).toMatchObject({
    code: 0,
    reading: { tests: [{ metrics: { codes: { "200": 6 } } }] },
  });
  expect(sut.seen().map(({ headers }) => headers["x-remote-user"])).toEqual(
    Array.from({ length: 6 }, () => testcar.name),
  );
  // Every token of this realm starts so.
  expect(stdout + stderr).not.toMatch(/Negotiate YII|YIIC\w{20}/);
  const issued = (await kdc.issued()).filter(({ client }) => client === testcar.name);
  expect(issued.filter(({ exchange }) => exchange === "AS").length).toBeLessThanOrEqual(2);
});

test.concurrent("the processes of tests get a ticket cache where the configuration says so", async () => {
  using project = createProject({
    "tests/cache.case": "klist\n",
    "testcar.config.yaml": configuration(
      [caseRunner, kerberos({ environment: { cache: "KRB5CCNAME", config: "KRB5_CONFIG" } })],
      { target: "http://localhost:9" },
    ),
  });
  const { code, stderr, stdout } = await project.testcar(["run"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toContain(`Default principal: ${testcar.name}`);
});

test.concurrent("a log-in that is refused is told with what to do, and what needed it is skipped", async () => {
  const { keytab, name } = await kdc.addPrincipal("stale");
  await kdc.changeKey("stale");
  using project = createProject({
    "tests/smoke.yml": "scenarios:\n  - flow:\n      - get: { url: / }\n",
    "testcar.config.yaml": configuration([
      "artillery-runner",
      kerberos({ keytab, principal: name }),
      [
        "oauth",
        {
          tokenEndpoint: "http://localhost:9/token",
          clientId: "a",
          authentication: "none",
          through: "kerberos",
        },
      ],
    ]),
  });
  const { code, reading } = await project.testcar(["run", "--target", "http://127.0.0.1:9"]);
  expect({ code, reasons: reading.finished?.reasons }).toMatchObject({
    code: 4,
    reasons: [
      {
        code: "TESTCAR_KERBEROS_KEY_STALE",
        plugin: "kerberos",
        message: `The key of ${name} in ${keytab} is not the one that the KDC knows`,
      },
      { code: "TESTCAR_CREDENTIAL_SKIPPED", plugin: "oauth" },
    ],
  });
});
