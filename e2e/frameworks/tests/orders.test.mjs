import assert from "node:assert/strict";
import test from "node:test";

const orders = `${process.env.TESTCAR_TARGET}/orders`;

await test("lists orders", async () => {
  const answer = await fetch(orders, { headers: { "x-session": process.env.SESSION } });
  assert.deepEqual(await answer.json(), [{ id: "1" }]);
});

await test("refuses strangers", async () => {
  assert.equal((await fetch(orders)).status, 401);
});
