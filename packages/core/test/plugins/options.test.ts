import { describe, expect, it } from "@jest/globals";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import * as v from "valibot";
import { Secret } from "../../src/config/secret.ts";
import { definePlugin, type Plugin } from "../../src/plugins/define.ts";
import { configurePlugins } from "../../src/plugins/options.ts";

const apply = (): void => undefined;

const valibot = v.strictObject({
  workers: v.optional(v.number(), 1),
  url: v.optional(v.string()),
  clientSecret: v.optional(v.instance(Secret)),
  tls: v.optional(v.strictObject({ caFile: v.optional(v.string()), verify: v.optional(v.boolean()) })),
  hosts: v.optional(v.array(v.strictObject({ address: v.string() }))),
});

// What zod says of unknown keys, written by hand: another library must do as well as ours.
const likeZod: StandardSchemaV1<unknown, { workers: number }> & { shape: object } = {
  shape: { workers: {} },
  "~standard": {
    version: 1,
    vendor: "like-zod",
    validate: (value) => {
      const given: Record<string, unknown> = { ...Object(value) };
      const keys = Object.keys(given).filter((key) => key !== "workers");
      const issues: StandardSchemaV1.Issue[] = [];
      if (keys.length > 0)
        issues.push(
          Object.assign({ message: "Unrecognized keys", path: [] }, { code: "unrecognized_keys", keys }),
        );
      if (given["workers"] !== undefined && typeof given["workers"] !== "number")
        issues.push({ message: "Invalid input: expected number", path: [{ key: "workers" }] });
      return issues.length > 0 ? { issues } : { value: { workers: Number(given["workers"] ?? 1) } };
    },
  },
};

const entryOf = (name: string, options?: Readonly<Record<string, unknown>>, at = 0) => ({
  name,
  options,
  where: `testcar.yaml: plugins[${at}]`,
});

async function configure(plugin: Partial<Plugin>, options?: Readonly<Record<string, unknown>>) {
  const whole: Plugin = { name: "soap", apiVersion: 1, apply, ...plugin };
  const loaded = { plugin: whole, entry: entryOf("soap", options), version: "1.0.0", path: "/srv/soap.js" };
  const { configured, problems } = await configurePlugins([loaded]);
  return {
    options: configured[0]?.options,
    problems: problems.map(({ code, message, hint }) => ({ code, message, hint })),
    messages: problems.map(({ message, hint }) => `${message} → ${hint}`),
  };
}

describe.each([
  ["valibot", valibot],
  ["another library", likeZod],
])("options described with %s", (_library, options) => {
  it("are validated, and get their defaults", async () => {
    expect((await configure({ options })).options).toMatchObject({ workers: 1 });
    expect((await configure({ options }, { workers: 3 })).options).toMatchObject({ workers: 3 });
  });

  it("have their unknown keys named, with what was meant", async () => {
    const { messages } = await configure({ options }, { wokers: 3, zzzz: 1 });
    expect(messages[0]).toBe("testcar.yaml: plugins[0]: soap: wokers: unknown key → Did you mean workers?");
    if (messages.length > 1) expect(messages[1]).toMatch(/zzzz: unknown key → Known are workers/);
  });

  it("have their wrong values named", async () => {
    const { problems } = await configure({ options }, { workers: "many" });
    expect(problems).toEqual([
      {
        code: "TESTCAR_PLUGIN_OPTIONS",
        message: expect.stringMatching(/^testcar\.yaml: plugins\[0\]: soap: workers: .*number/),
        hint: "See the documentation of soap for what the option may be.",
      },
    ]);
  });
});

describe("options", () => {
  it("inside other options are explained by what may stand there, not by what may stand outside", async () => {
    const tls = await configure({ options: valibot }, { tls: { cafile: "x" } });
    expect(tls.messages).toEqual([
      "testcar.yaml: plugins[0]: soap: tls.cafile: unknown key → Did you mean caFile?",
    ]);
    const hosts = await configure({ options: valibot }, { hosts: [{ address: "a", zzzzzz: 1 }] });
    expect(hosts.messages).toEqual([
      "testcar.yaml: plugins[0]: soap: hosts[0].zzzzzz: unknown key → Known are address.",
    ]);
  });

  it("may be secrets where the plugin says so, and nowhere else", async () => {
    const secret = new Secret("hunter22", "${env:S}");
    expect((await configure({ options: valibot }, { clientSecret: secret })).options).toMatchObject({
      clientSecret: secret,
    });
    expect((await configure({ options: valibot }, { url: secret })).messages).toEqual([
      expect.stringMatching(/soap: url: a secret cannot stand here → A value from \$\{env:…\}/),
    ]);
  });

  it("are refused by a plugin that takes none", async () => {
    expect((await configure({}, { a: 1 })).messages).toEqual([
      expect.stringContaining("soap: a: the plugin takes no options"),
    ]);
    expect((await configure({}, {})).problems).toEqual([]);
  });

  it("that make the plugin throw are the plugin's problem, and no exception", async () => {
    const broken = {
      "~standard": {
        version: 1,
        vendor: "x",
        validate: () => {
          throw new Error("oh no");
        },
      },
    } as const;
    expect((await configure({ options: broken })).messages).toEqual([
      expect.stringContaining("The plugin soap failed in its options: oh no"),
    ]);
    const needs = (): never => {
      throw new Error("no such instance");
    };
    expect((await configure({ needs })).messages).toEqual([
      expect.stringContaining("The plugin soap failed in its options: no such instance"),
    ]);
  });
});

describe("a plugin that stands twice in the configuration", () => {
  const load = (plugin: Plugin, at: number, options?: Readonly<Record<string, unknown>>) => ({
    plugin,
    entry: entryOf(plugin.name, options, at),
    version: "1.0.0",
    path: "/srv/soap.js",
  });

  it("is an error that names both places, and is applied once", async () => {
    const plugin: Plugin = { name: "soap", apiVersion: 1, apply };
    const { configured, problems } = await configurePlugins([load(plugin, 0), load(plugin, 2)]);
    expect(problems.map(({ message }) => message)).toEqual([
      "The plugin soap is named more than once: testcar.yaml: plugins[0], testcar.yaml: plugins[2]",
    ]);
    expect(configured).toHaveLength(1);
  });

  it("is fine when it provides credentials, which tell its instances apart", async () => {
    const plugin: Plugin = definePlugin<{ as: string }>({
      name: "oauth",
      apiVersion: 1,
      options: v.object({ as: v.string() }),
      provides: ({ as }) => [as],
      apply,
    }) as Plugin;
    const { configured, problems } = await configurePlugins([
      load(plugin, 0, { as: "a" }),
      load(plugin, 1, { as: "b" }),
    ]);
    expect(problems).toEqual([]);
    expect(configured.map(({ provides }) => provides)).toEqual([["a"], ["b"]]);
  });
});

it("does without the options of what the command line brings along, when they are wrong, so that somebody tells", async () => {
  const plugin: Plugin = { name: "stdout-reporter", apiVersion: 1, options: valibot, apply };
  const loaded = { plugin, entry: entryOf("stdout-reporter", { wrong: 1 }), version: "1.0.0", path: "" };
  const { configured, problems } = await configurePlugins([loaded]);
  expect(problems).toHaveLength(1);
  expect(configured).toEqual([expect.objectContaining({ options: { workers: 1 } })]);
});
