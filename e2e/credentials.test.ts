// Credentials from preflight into the requests of unchanged Artillery scripts, against the certified OAuth server.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { decodeJwt } from "jose";
import {
  type AuthorizationServer,
  type SeenRequest,
  startAuthorizationServer,
  startSut,
} from "../tools/servers/index.ts";
import { configuration, createProject, type Project } from "./testcar.ts";

let server: AuthorizationServer;

beforeAll(async () => {
  server = await startAuthorizationServer();
});
afterAll(async () => {
  await server?.stop();
});

const smoke = (paths: readonly string[], phase = "duration: 1, arrivalCount: 1") => {
  const flow = paths.map((url) => `      - get: { url: "${url}", expect: { statusCode: 200 } }`);
  return `config: { phases: [{ ${phase} }], plugins: { expect: {} } }\nscenarios:\n  - flow:\n${flow.join("\n")}\n`;
};

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

const variableOf = ({ clientId }: Client): string => `SECRET_OF_${clientId.replaceAll("-", "_")}`;

/** The plugin for a client; its secret is in the environment, under the client's name. */
const oauth = ({ issuer }: AuthorizationServer, client: Client, options: object = {}) => [
  "oauth",
  {
    issuer,
    clientId: client.clientId,
    clientSecret: `\${env:${variableOf(client)}}`,
    authentication: "client_secret_post",
    ...options,
  },
];
const secretOf = (client: Client) => ({ [variableOf(client)]: client.clientSecret });

const projectWith = (script: string, ...credentials: readonly unknown[]): Project =>
  createProject({
    "tests/smoke.yml": script,
    "testcar.config.yaml": configuration(["artillery-runner", ...credentials]),
  });

const statuses = (requests: readonly SeenRequest[]) => requests.map(({ status }) => status);

/** Whom the tokens of these requests were issued to. */
const clientsOf = (requests: readonly SeenRequest[]) => [
  ...new Set(
    requests.map(({ headers }) => decodeJwt(headers.authorization?.split(" ")[1] ?? "")["client_id"]),
  ),
];

test.concurrent("an unchanged script passes with the credential, and fails with 401s without it", async () => {
  await using sut = await startSut(server);
  const { post } = server.clients;
  using without = projectWith(smoke(["/orders"]));
  using project = projectWith(smoke(["/orders"]), oauth(server, post));
  const args = ["run", "--target", sut.url];

  const refused = await without.testcar(args);
  expect(refused.reading).toMatchObject({ verdict: "failed", completeness: "complete" });
  expect(refused.reading.tests).toMatchObject([{ metrics: { codes: { "401": 1 } } }]);

  const { code, stderr, stdout, reading } = await project.testcar(args, { env: secretOf(post) });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(reading).toMatchObject({ verdict: "passed", completeness: "complete" });
  expect(statuses(sut.seen())).toEqual([401, 200]);
  expect(stdout).not.toContain(sut.seen()[1]?.headers.authorization?.split(" ")[1]);
});

test.concurrent("a second origin never sees the credential, also after a redirect from the target to it", async () => {
  await using sut = await startSut(server);
  await using other = await startSut(server);
  const { post } = server.clients;
  const paths = [
    `${other.url}/open`,
    `/redirect?to=${encodeURIComponent(`${other.url}/open`)}`,
    "/redirect?to=/orders",
  ];
  using project = projectWith(smoke(paths), oauth(server, post));
  const { code } = await project.testcar(["run", "--target", sut.url], { env: secretOf(post) });
  expect(code).toBe(0);
  expect(statuses(sut.seen())).toEqual([302, 302, 200]);
  expect(other.seen()).toHaveLength(2);
  for (const { headers } of other.seen()) expect(headers).not.toHaveProperty("authorization");
});

test.concurrent("two clients in one run, one of them with proofs of possession, do not mix", async () => {
  await using sut = await startSut(server);
  await using partner = await startSut({ ...server, requireDpop: true });
  const { post, dpop } = server.clients;
  using project = projectWith(
    smoke(["/orders", `${partner.url}/stock`, "/orders", `${partner.url}/stock`]),
    oauth(server, post),
    oauth(server, dpop, { as: "partner", dpop: true, origins: [partner.url] }),
  );
  const env = { ...secretOf(post), ...secretOf(dpop) };
  const { code, reading } = await project.testcar(["run", "--target", sut.url], { env });
  expect({ code, tests: reading.tests }).toMatchObject({
    code: 0,
    tests: [{ metrics: { codes: { "200": 4 } } }],
  });
  expect(clientsOf(sut.seen())).toEqual([post.clientId]);
  expect(clientsOf(partner.seen())).toEqual([dpop.clientId]);
  for (const { headers } of sut.seen()) expect(headers).not.toHaveProperty("dpop");
  expect(new Set(partner.seen().map(({ headers }) => headers["dpop"])).size).toBe(2);
});

// Alone, as its tokens live some seconds only: on a busy machine a request takes long to come from the agent to the service.
test("tokens of six seconds: no 401 in twenty seconds, and no more token requests than renewal needs", async () => {
  await using brief = await startAuthorizationServer({ tokenLife: 6 });
  await using sut = await startSut(brief);
  const { post } = brief.clients;
  using project = projectWith(smoke(["/orders"], "duration: 20, arrivalRate: 10"), oauth(brief, post));
  const { code, reading } = await project.testcar(["run", "--target", sut.url], { env: secretOf(post) });
  expect(code).toBe(0);
  expect(reading.tests).toMatchObject([{ metrics: { requests: 200, codes: { "200": 200 } } }]);

  const asked = brief.requests().map(({ at }) => at);
  const span = (asked.at(-1) ?? 0) - (asked[0] ?? 0);
  expect(span).toBeGreaterThan(15_000);
  // Tokens count in whole seconds: one of six is sure for five, and is renewed a fifth of that early.
  expect(asked.length).toBeLessThanOrEqual(span / 4_000 + 1);
});
