import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "@jest/globals";
import { caseRunner, configuration, createProject, type Ended, type Project } from "./testcar.ts";

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A server on loopback; gives its origin. */
async function serve(answer: RequestListener, port = 0): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Answers so many times that it is not ready. */
const readyAfter = (times: number): RequestListener => {
  let asked = 0;
  return (_request, response) => {
    asked += 1;
    response.writeHead(asked > times ? 200 : 503).end();
  };
};

const projectWith = (
  options: object,
  rest: object = {},
  files: Readonly<Record<string, string>> = {},
): Project =>
  createProject({
    "tests/a.case": "true\n",
    ...files,
    "testcar.config.yaml": configuration([caseRunner, ["wait-for", options]], rest),
  });

const reasonsOf = ({ reading }: Ended) => reading.finished?.reasons ?? [];

describe("the tests run", () => {
  test("as soon as the service answers", async () => {
    const target = await serve(readyAfter(3));
    using project = projectWith({ http: "/ready" }, { target });
    const { code, stderr } = await project.testcar(["run", "--log-level", "info"]);
    expect(code).toBe(0);
    expect(stderr).toContain(`Waiting for GET ${target}/ready: it answered with 503`);
  });

  test("when everything is ready: a proxy, a port, a file and a command, one after the other", async () => {
    // The service makes the file, and the command wants it: each is ready later than the one before.
    const target = await serve((request, response) => {
      readyAfter(0)(request, response);
      writeFileSync(project.path("marker"), "");
    });
    // The port is Linkerd's own: it is what the plugin knows.
    await serve(readyAfter(2), 4191);
    using project = projectWith(
      {
        mesh: "linkerd",
        http: { url: "/", method: "HEAD" },
        tcp: new URL(target).host,
        file: "marker",
        command: ["test", "-e", "marker"],
      },
      { target },
    );
    const ended = await project.testcar(["run"]);
    expect({ code: ended.code, reasons: reasonsOf(ended) }).toEqual({ code: 0, reasons: [] });
    expect(existsSync(project.path("marker"))).toBe(true);
  });

  test("when the target accepts connections, if nothing else is said", async () => {
    const target = await serve(readyAfter(0));
    using project = createProject({
      "tests/a.case": "true\n",
      "testcar.config.yaml": configuration([caseRunner, "wait-for"], { target }),
    });
    expect((await project.testcar(["run"])).code).toBe(0);
  });
});

describe("no test runs", () => {
  test("when the deadline comes first, and everything that is not ready is told with what was last seen", async () => {
    const target = await serve(readyAfter(1_000_000));
    const options = {
      http: "/ready",
      file: "marker",
      command: [["sh", "-c", "echo no database; exit 2"], ["no-such-program"]],
      mesh: "istio",
      deadline: "4s",
    };
    using project = projectWith(options, { target });
    const ended = await project.testcar(["run"]);
    expect(ended.code).toBe(4);
    expect(ended.reading.tests).toEqual([]);
    const told = reasonsOf(ended).map(({ code, message, plugin }) => `${plugin} ${code}: ${message}`);
    expect(told.map((line) => line.replace(/tried (?:once|\d+ times)/, "tried N times")).toSorted()).toEqual([
      `wait-for TESTCAR_WAIT_FOR_COMMAND: The command no-such-program cannot be started: no such file or directory`,
      `wait-for TESTCAR_WAIT_FOR_NOT_READY: GET ${target}/ready was not ready within 4 s: it answered with 503 (tried N times)`,
      `wait-for TESTCAR_WAIT_FOR_NOT_READY: the command sh -c echo no database; exit 2 was not ready within 4 s: it ended with exit code 2: no database (tried N times)`,
      `wait-for TESTCAR_WAIT_FOR_NOT_READY: the file ${project.path("marker")} was not ready within 4 s: no such file or directory (tried N times)`,
      `wait-for TESTCAR_WAIT_FOR_NOT_READY: the proxy of Istio (GET http://127.0.0.1:15021/healthz/ready) was not ready within 4 s: connection refused (tried N times)`,
    ]);
  });

  test("when the run is stopped meanwhile: at once, and as interrupted", async () => {
    const asked = Promise.withResolvers<void>();
    const target = await serve((_request, response) => {
      asked.resolve();
      response.writeHead(503).end();
    });
    using project = projectWith({ http: "/ready", command: ["sleep", "1000"] }, { target });
    const run = project.start(["run"]);
    await asked.promise;
    run.child.kill("SIGTERM");
    const { code, reading } = await run.ended;
    expect({ code, verdict: reading.verdict }).toEqual({ code: 143, verdict: "interrupted" });
    expect(reading.finished?.durationMs).toBeLessThan(10_000);
  });

  test("without a target to wait for", async () => {
    using project = projectWith({});
    const ended = await project.testcar(["run"]);
    expect(ended.code).toBe(2);
    expect(reasonsOf(ended)).toMatchObject([{ code: "TESTCAR_WAIT_FOR_NO_TARGET", plugin: "wait-for" }]);
  });

  test("with options that are wrong, of which all are told before anything is waited for", async () => {
    using project = projectWith({ http: "ready", tcp: "db", deadlin: 3 });
    const { code, stderr, stdout } = await project.testcar(["validate"]);
    expect(code).toBe(2);
    for (const word of ["http: Expected a path", "tcp: Expected a port", "Did you mean deadline?"])
      expect(stderr + stdout).toContain(word);
  });
});
