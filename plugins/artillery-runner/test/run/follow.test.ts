import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { follow } from "../../src/run/follow.ts";
import { makeDirectory } from "./temporary.ts";

test("tells of a change soon after it", async () => {
  const file = join(makeDirectory({ events: "" }), "events");
  const changed = Promise.withResolvers<void>();
  const follower = follow(file, changed.resolve);
  appendFileSync(file, "line\n");
  await changed.promise;
  follower.stop();
});

test("looks again and again where the system tells of nothing", async () => {
  const changed = Promise.withResolvers<void>();
  const follower = follow(join(makeDirectory(), "missing"), changed.resolve);
  await expect(changed.promise).resolves.toBeUndefined();
  follower.stop();
});
