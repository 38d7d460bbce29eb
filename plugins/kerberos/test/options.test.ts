import { describe, expect, it } from "@jest/globals";
import { Secret } from "@testcar/core";
import { check } from "../../../packages/core/src/config/issues.ts";
import { optionsSchema } from "../src/options.ts";

const issuesOf = async (options: unknown) =>
  ((await check(optionsSchema, options)).issues ?? []).map(({ path, reason }) => `${path}: ${reason}`);

const secret = new Secret("hunter22", "${env:PASSWORD}");

describe("options", () => {
  it.each([
    [{ keytab: "testcar.keytab" }],
    [{ cache: "/run/cache", service: "api", host: "api.example.org", as: "partner" }],
    [{ principal: "testcar@EXAMPLE.ORG", password: secret, config: "krb5.conf", deadline: "5s" }],
    [{ keytab: "k", principal: "HTTP/host@EXAMPLE.ORG", origins: [], environment: { cache: "KRB5CCNAME" } }],
  ])("may be %j", async (options) => {
    expect(await issuesOf(options)).toEqual([]);
  });

  it("turn a duration into milliseconds", async () => {
    expect(await check(optionsSchema, { keytab: "k", deadline: "1.5s" })).toMatchObject({
      value: { deadline: 1500 },
    });
  });

  it("say how the principal proves who it is, in one way", async () => {
    expect(await issuesOf({ principal: "testcar" })).toEqual([
      ": Expected one of keytab, cache and password: how the principal proves who it is",
    ]);
    expect(await issuesOf({ keytab: "k", cache: "c" })).toEqual([
      "keytab: Expected one of keytab, cache and password, not several",
    ]);
    expect(await issuesOf({ password: secret })).toEqual([
      "principal: A password needs the principal that it is of",
    ]);
  });

  it("are all told at once when they are wrong", async () => {
    const issues = await issuesOf({
      principal: "test car",
      keytab: "",
      cache: "c",
      password: "hunter22",
      service: "HTTP/",
      host: "http://x",
      deadline: "soon",
      environment: { cache: "1" },
      keytap: "k",
    });
    expect(issues).toEqual([
      "principal: Expected a principal like testcar@EXAMPLE.ORG",
      "keytab: Expected the path of a file",
      "password: Expected ${env:NAME} or ${file:PATH}, never the password itself",
      "service: Expected the first part of a service principal, like HTTP",
      "host: Expected the name of a host, like api.example.org",
      'deadline: Expected milliseconds as a number from 1 on, or a text like 500ms, 90s, 15m or 2h, but received "soon"',
      "environment.cache: Expected the name of an environment variable",
      "keytap: unknown key",
    ]);
  });
});
