import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { execa } from "execa";
import { createProject } from "./testcar.ts";

const root = fileURLToPath(new URL("../", import.meta.url));

/** What a page tells its reader to do, in its order. */
type Step =
  | { readonly kind: "file"; readonly name: string; readonly content: string }
  | { readonly kind: "command"; readonly command: string; readonly shown: readonly string[] };

function stepsOf(page: string): readonly Step[] {
  const steps: Step[] = [];
  for (const [, name, language, content = ""] of page.matchAll(
    /(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n(.*?)^```$/gms,
  )) {
    const last = steps.at(-1);
    if (name !== undefined) steps.push({ kind: "file", name, content });
    else if (language === "shell") steps.push({ kind: "command", command: content.trim(), shown: [] });
    else if (language === "text" && last?.kind === "command")
      steps[steps.length - 1] = { ...last, shown: [...last.shown, content.trim()] };
    else throw new Error(`what is a reader to do with this?\n${content}`);
  }
  return steps;
}

/** Durations differ from run to run. */
const withoutTimes = (shown: string): string => shown.replaceAll(/ *\d+(\.\d+)? (ms|s)\b/g, " TIME");

/** The services of the pages. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const session = request.headers["x-session"];
  if (request.url === "/login") {
    response.writeHead((await text(request)) === "hunter22-of-the-sea" ? 200 : 403);
    response.end(JSON.stringify({ token: "session-number-4711", expiresIn: 600 }));
    return;
  }
  const isRight = session === undefined || session === "session-number-4711";
  response.writeHead(request.url === "/orders" && isRight ? 200 : 404).end("[]");
}
const server = createServer((request, response) => void answer(request, response));
const target = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.each(["runner", "credential-provider", "reporter"])("a %s in ten minutes", (kind) => {
  const page = readFileSync(`${root}docs/guides/${kind}-in-ten-minutes.md`, "utf8");

  test("does what the page says, word for word", async () => {
    using project = createProject();
    const real = (content: string): string => content.replaceAll("http://127.0.0.1:8080", target());
    const installed = /^npm install --save-dev (.*)$/m.exec(page)?.[1]?.split(" ") ?? [];
    for (const step of stepsOf(page)) {
      if (step.kind === "file") {
        mkdirSync(dirname(project.path(step.name)), { recursive: true });
        writeFileSync(project.path(step.name), real(step.content));
        for (const [, name = ""] of step.content.matchAll(/from "((?:@[\w-]+\/)?[a-z][\w-]*)"/g))
          expect(installed).toContain(name);
        continue;
      }
      if (step.command.startsWith("npm install ")) {
        // The rehearsal of a release installs packages from a registry.
        for (const name of installed)
          expect(readFileSync(`${root}node_modules/${name}/package.json`, "utf8")).toContain(name);
        symlinkSync(`${root}node_modules`, project.path("node_modules"));
        continue;
      }
      const { stdout, stderr } = await execa("sh", ["-c", real(step.command)], {
        cwd: project.directory,
        env: {
          TMPDIR: project.temporary,
          NODE_OPTIONS: "--conditions=testcar:source",
          NODE_TEST_CONTEXT: undefined,
          NO_COLOR: "1",
        },
        reject: false,
      });
      for (const shown of step.shown) {
        // Off a terminal, node:test reports as TAP does.
        const wanted = withoutTimes(real(shown)).replace(/^ℹ /, "");
        expect(`${withoutTimes(stdout)}\n${stderr}`).toContain(wanted);
      }
    }
  }, 120_000);
});
