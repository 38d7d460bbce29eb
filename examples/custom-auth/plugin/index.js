import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { definePlugin } from "@testcar/core";
import { errors } from "./errors.js";
import { options } from "./options.js";

const NAME = "@acme/signature";

/** Kubernetes replaces a mounted secret while a pod runs: no key is used for longer than this without looking again. */
const LOOK_AGAIN_MS = 5 * 60_000;

/** What Acme's services compute again: method, path with its query, and date, a line each. */
function sign(key, { method, url }, date) {
  const { pathname, search } = new URL(url);
  return createHmac("sha256", key).update(`${method}\n${pathname}${search}\n${date}`).digest("base64url");
}

async function readKey(path) {
  const text = await readFile(path, "utf8").catch((error) => {
    throw errors.NO_KEY({ path, reason: error.code ?? "it cannot be read" }, error);
  });
  if (text.trim() === "") throw errors.NO_KEY({ path, reason: "it is empty" });
  return text.trim();
}

/** Acme's own: a signature of method, path and date in the header x-acme-signature, another one for each request. */
export default definePlugin({
  name: NAME,
  apiVersion: 1,
  options,
  errors,
  provides: () => [NAME],
  apply({ hooks, clock, baseDirectory }, { client, keyFile }) {
    hooks.preflight.tapPromise(NAME, async ({ provide }) => {
      await provide({
        id: NAME,
        kind: "acme-signature",
        obtain: async ({ secret }) => ({
          key: secret(await readKey(resolve(baseDirectory, keyFile)), "Acme's key"),
          expiresAt: new Date(clock.now().getTime() + LOOK_AGAIN_MS),
        }),
        authorize: async ({ key }, request) => {
          const date = clock.now().toISOString();
          const signature = sign(key.reveal(), request, date);
          return {
            headers: { "x-acme-signature": `client=${client} date=${date} signature=${signature}` },
            isReusable: false,
          };
        },
      });
    });
  },
});
