import { expect, it } from "@jest/globals";
import { createCredentials } from "../../src/credentials/credentials.ts";

it("gives out the credential that was provided last under its id", () => {
  const credentials = createCredentials();
  expect(credentials.get("token")).toBeUndefined();
  const first = { id: "token" };
  const renewed = { id: "token" };
  credentials.provide(first);
  credentials.provide({ id: "ticket" });
  expect(credentials.get("token")).toBe(first);
  credentials.provide(renewed);
  expect(credentials.get("token")).toBe(renewed);
});
