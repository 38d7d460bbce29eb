import { createRequire } from "node:module";
import { describe, expect, test } from "@jest/globals";

const require = createRequire(import.meta.url);
const { createAuthorizer } = require("../../inside/credentials/authorizer.cjs");

const url = new URL("https://api.example.org/a");

/** A double of the socket: it gives the next of these answers, or fails with it. */
function script(...answers: readonly (Error | { credential?: string | null; until?: number | null })[]) {
  const asked: string[] = [];
  const reported: unknown[] = [];
  const ask = {
    headers: async ({ href }: URL) => {
      const answer = answers[asked.push(href) - 1];
      if (answer === undefined || answer instanceof Error) throw answer ?? new Error("asked too often");
      const { credential = "oauth", until = 1_000 } = answer;
      const headers = credential === null ? {} : { authorization: `Bearer ${asked.length}` };
      return { credential, headers, reusableUntil: until === null ? null : new Date(until).toISOString() };
    },
    rejected: async (_url: URL, headers: unknown) => {
      reported.push(headers);
    },
  };
  let time = 0;
  const authorizer = createAuthorizer(ask, () => time);
  const at = async (now: number, where = url): Promise<string | undefined> => {
    time = now;
    const { authorization } = await authorizer.headersFor(where, "GET");
    return authorization;
  };
  return { authorizer, at, asked, reported };
}

describe("createAuthorizer", () => {
  test("asks once for all who wait, and again when what it got is not to be reused any more", async () => {
    const { at, asked } = script({}, { until: 2_000 });
    await expect(Promise.all([at(0), at(0), at(0)])).resolves.toEqual(["Bearer 1", "Bearer 1", "Bearer 1"]);
    await expect(at(999)).resolves.toBe("Bearer 1");
    await expect(Promise.all([at(1_000), at(1_000)])).resolves.toEqual(["Bearer 2", "Bearer 2"]);
    expect(asked).toHaveLength(2);
  });

  test("shares nothing that is for one request", async () => {
    const once = { until: null };
    const { at } = script(once, once, once, once);
    const all = await Promise.all([at(0), at(0), at(0)]);
    expect(new Set(all).size).toBe(3);
    await expect(at(0)).resolves.toBe("Bearer 4");
  });

  test("never asks again for an origin that no credential is for; another origin is another matter", async () => {
    const { at, asked } = script({ credential: null, until: null }, {});
    await expect(at(0)).resolves.toBeUndefined();
    await expect(at(1e9)).resolves.toBeUndefined();
    await expect(at(0, new URL("http://api.example.org/a"))).resolves.toBe("Bearer 2");
    expect(asked).toEqual(["https://api.example.org/a", "http://api.example.org/a"]);
  });

  test("fails all who wait with the same error, and tries again for the next", async () => {
    const { at } = script(new Error("expired"), {});
    await expect(Promise.allSettled([at(0), at(0)])).resolves.toMatchObject([
      { reason: { message: "expired" } },
      { reason: { message: "expired" } },
    ]);
    await expect(at(0)).resolves.toBe("Bearer 2");
  });

  test("reports refused headers once, and asks anew before the next request", async () => {
    const { authorizer, at, reported } = script({}, {});
    const first = { authorization: await at(0) };
    authorizer.refused(url, first);
    authorizer.refused(url, first);
    await expect(at(0)).resolves.toBe("Bearer 2");
    authorizer.refused(url, first);
    await expect(at(0)).resolves.toBe("Bearer 2");
    expect(reported).toEqual([first]);
  });
});
