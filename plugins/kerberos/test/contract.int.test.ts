import { afterAll, beforeAll } from "@jest/globals";
import { describePlugin } from "../../../packages/plugin-testkit/src/index.ts";
import { type Kdc, startKdc } from "../../../tools/servers/index.ts";
import kerberos from "../src/index.ts";

const target = "http://localhost:9";
let kdc: Kdc;
let identity: { readonly principal: string; readonly keytab: string; readonly config: string };

beforeAll(async () => {
  kdc = await startKdc();
  const { name, keytab } = await kdc.addPrincipal("testcar");
  await kdc.addPrincipal("HTTP/localhost");
  identity = { principal: name, keytab, config: kdc.env.KRB5_CONFIG };
});

afterAll(() => kdc?.stop());

describePlugin(kerberos, {
  packageName: "@testcar/plugin-kerberos",
  validOptions: { principal: "testcar@EXAMPLE.ORG", keytab: "testcar.keytab" },
  invalidOptions: [
    { options: { keytab: "" }, path: "keytab" },
    { options: { keytab: "testcar.keytab", as: 7 }, path: "as" },
  ],
  taps: ["preflight"],
  provides: ["kerberos"],
  works: () => ({ target, options: identity, verdict: "passed" }),
  fails: () => ({ target, options: { ...identity, keytab: "no-such.keytab" } }),
});
