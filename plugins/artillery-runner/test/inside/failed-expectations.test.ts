import { createRequire } from "node:module";
import { expect, test } from "@jest/globals";

interface Told {
  readonly name?: string;
  readonly url?: string;
  readonly results: readonly unknown[];
}

const { tellFailedExpectations } = createRequire(import.meta.url)(
  "../../inside/artillery-plugin-testcar/failed-expectations.cjs",
) as {
  readonly tellFailedExpectations: (
    tell: (text: string) => void,
  ) => (told: Told, request: { readonly method: string }) => void;
};

const status = (got: number) => ({ ok: got === 200, type: "statusCode", expected: 200, got });

function tellAll(...requests: readonly Told[]): readonly string[] {
  const texts: string[] = [];
  const listener = tellFailedExpectations((text) => void texts.push(text));
  for (const request of requests) listener(request, { method: "GET" });
  return texts;
}

test("tells the request, what was expected, and what came", () => {
  expect(tellAll({ url: "/orders", results: [status(200), status(500)] })).toEqual([
    "GET /orders: statusCode expected 200, got 500",
  ]);
});

test("prefers the name that the script gives a request", () => {
  expect(tellAll({ name: "the orders", url: "/orders", results: [status(404)] })).toEqual([
    "the orders: statusCode expected 200, got 404",
  ]);
});

test("tells the same once, and no more than a few", () => {
  const same = { url: "/a", results: [status(500)] };
  expect(tellAll(same, same)).toHaveLength(1);
  const many = Array.from({ length: 100 }, (_, index) => ({ url: `/${index}`, results: [status(500)] }));
  expect(tellAll(...many)).toHaveLength(5);
});

test("copies nothing of a response that could be long or private", () => {
  const result = { ok: false, type: "equals", expected: "a", got: "hunter2" };
  expect(tellAll({ url: "/a", results: [result] })).toEqual(["GET /a: equals does not hold"]);
});
