import { execFileSync } from "node:child_process";
import { Writable } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { collect } from "../../../plugin-testkit/src/harness/collect.ts";
import { Secret } from "../../src/config/secret.ts";
import { createLogger, type LogLevel, logLevels, MAX_LOG_BYTES } from "../../src/log/logger.ts";
import { createRedactor } from "../../src/log/redact.ts";

const now = (): Date => new Date("2026-11-22T12:00:00Z");

function open({ level = "debug", isTerminal = false }: { level?: LogLevel; isTerminal?: boolean } = {}) {
  const { stream, text } = collect();
  const redactor = createRedactor();
  redactor.register(new Secret('hunter22"of the sea', "a test"));
  const logger = createLogger({ level, stream, isTerminal, now, mask: redactor.mask });
  const lines = async (): Promise<readonly Record<string, unknown>[]> => {
    await logger.flush();
    return text()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line));
  };
  return { logger, lines, text };
}

describe("levels", () => {
  const urgent = ["error", "warn", "info", "debug"] as const;
  it.each(logLevels)("%s lets through what is as urgent", async (level) => {
    const { logger, lines } = open({ level });
    for (const own of urgent) logger[own](own);
    const expected = urgent.slice(0, logLevels.indexOf(level));
    expect((await lines()).map((line) => line["level"])).toEqual(expected);
  });
});

describe("a secret that line ends take apart", () => {
  it.each([false, true])("is masked before they are escaped (terminal: %s)", async (isTerminal) => {
    const { logger, text } = open({ isTerminal });
    logger.warn('refused: hunter22"\n  of the sea', { nested: ['hunter22"o\r\nf the sea'] });
    logger.error(new Error('hunter22"of\n the sea').message, { cause: new Error('hunter22"of the sea') });
    await logger.flush();
    expect(text()).toContain("refused: [secret]");
    expect(text()).not.toMatch(/hunter22|sea/);
  });
});

describe("for machines", () => {
  it("a line is one JSON object that names the plugin and the test", async () => {
    const { logger, lines, text } = open();
    logger.child({ plugin: "oauth" }).child({ test: "smoke.yml" }).warn("a\nb", { tries: 2 });
    expect(await lines()).toEqual([
      {
        level: "warn",
        message: "a\nb",
        time: "2026-11-22T12:00:00.000Z",
        plugin: "oauth",
        test: "smoke.yml",
        tries: 2,
      },
    ]);
    expect(text().indexOf("\n")).toBe(text().length - 1);
  });

  it("a field cannot pass itself off as the message, the level or the time", async () => {
    const { logger, lines } = open();
    logger.error("real", { message: "forged", level: "debug", time: "never" });
    expect(await lines()).toEqual([{ level: "error", message: "real", time: "2026-11-22T12:00:00.000Z" }]);
  });

  it("control characters are escaped, also those that JSON leaves alone", async () => {
    const { logger, lines, text } = open();
    logger.info("\u001b[31m\u009b2J\u007f");
    expect((await lines())[0]?.["message"]).toBe("\u001b[31m\u009b2J\u007f");
    expect(text().trimEnd()).not.toMatch(/\p{Cc}/u);
  });

  it("what cannot be written as JSON does not silence the logger", async () => {
    const { logger, lines } = open();
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    logger.info("circle", { circle });
    logger.info("big", { big: 12n });
    logger.info("hostile", {
      value: {
        toJSON: () => {
          throw new Error("no");
        },
      },
    });
    logger.info("error", { error: new Error("socket hang up") });
    logger.info("after");
    const told = await lines();
    expect(told.map(({ message }) => message)).toEqual(["circle", "big", "hostile", "error", "after"]);
    expect(told[3]).toMatchObject({ error: "socket hang up" });
  });

  it("the log stays small, and says how much is left out", async () => {
    const { logger, lines, text } = open();
    for (let count = 0; count < 1000; count += 1) logger.warn("x".repeat(200));
    const told = await lines();
    expect(Buffer.byteLength(text())).toBeLessThan(MAX_LOG_BYTES + 500);
    const left = 1000 - (told.length - 1);
    expect(told.at(-1)).toMatchObject({ message: expect.stringContaining(`${left} more lines`) });
  });
});

describe("for people", () => {
  it("a line says how urgent it is and who says it", async () => {
    const { logger, text } = open({ isTerminal: true });
    logger.warn("beware");
    logger.child({ plugin: "oauth", test: "smoke.yml" }).info("fetched a token");
    await logger.flush();
    expect(text()).toBe("testcar: warn: beware\ntestcar: info: oauth smoke.yml: fetched a token\n");
  });

  it("nothing in it moves the cursor or fakes another line", async () => {
    const { logger, text } = open({ isTerminal: true });
    logger.warn("a\r\n\u001b[2Jb\u009b");
    await logger.flush();
    expect(text()).toBe("testcar: warn: a\\x0d\\x0a\\x1b[2Jb\\x9b\n");
  });
});

describe("a secret", () => {
  const leaks: readonly (readonly [string, Record<string, unknown>])[] = [
    ["a field", { token: 'hunter22"of the sea' }],
    ["an error", { error: new Error('refused: hunter22"of the sea') }],
    ["an object that writes itself", { url: new URL("http://a/?t=hunter22%22of%20the%20sea") }],
    ["a key", { 'hunter22"of the sea': 1 }],
    ["a Secret", { password: new Secret('hunter22"of the sea', "a test") }],
  ];
  it.each(leaks)("is masked in %s", async (_where, fields) => {
    const { logger, text } = open();
    logger.info("told", fields);
    await logger.flush();
    expect(text()).toContain("told");
    expect(text()).not.toMatch(/hunter22/);
  });

  it("is masked in the message", async () => {
    const { logger, text } = open({ isTerminal: true });
    logger.info('it is hunter22"of the sea');
    await logger.flush();
    expect(text()).toBe("testcar: info: it is [secret]\n");
  });
});

it("goes on when nobody reads the diagnostics any more", async () => {
  const stream = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    },
  });
  const logger = createLogger({ level: "info", stream, isTerminal: false, now, mask: (line) => line });
  logger.info("one");
  logger.info("two");
  await logger.flush();
});

it("loads its library with the first line that is written", () => {
  const source = new URL("../../src/log/logger.ts", import.meta.url);
  const program = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context); } });
    const { createLogger } = await import(${JSON.stringify(source.href)});
    const logger = createLogger({ level: "error", stream: process.stderr, isTerminal: false, now: () => new Date(), mask: (line) => line });
    logger.warn("not urgent enough");
    await logger.flush();
    const before = loaded.includes("winston");
    logger.error("urgent");
    await logger.flush();
    console.log(JSON.stringify([before, loaded.includes("winston")]));`;
  const args = ["--conditions=testcar:source", "--input-type=module", "-e", program];
  const printed = execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    cwd: import.meta.dirname,
  });
  expect(JSON.parse(printed)).toEqual([false, true]);
});
