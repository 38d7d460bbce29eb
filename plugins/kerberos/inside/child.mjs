// The process that holds one Kerberos identity: the native module works in here, on an environment of its own, and can be
// killed while a silent KDC blocks it. It answers the agent's questions one message each, and dies with the agent.
import { createRequire } from "node:module";

/** Contexts whose last word is still to come; whoever never asks for it must not fill the memory. */
const MOST_CONTEXTS = 256;

/** A blocked thread keeps even process.exit() waiting. */
const die = () => process.kill(process.pid, "SIGKILL");

process.on("disconnect", die);
// A terminal sends it to every process of the group; the agent decides when it is over.
process.on("SIGINT", () => {});

/** An error that says which kind of trouble the module is in. */
class ModuleTrouble extends Error {
  constructor(trouble, cause) {
    super(trouble, { cause });
    this.trouble = trouble;
  }
}

// The module's own loader hides why its binary cannot be loaded.
function troubleOf(error) {
  if (error.code === "ERR_MODULE_NOT_FOUND") return "missing";
  try {
    createRequire(import.meta.url)("kerberos/build/Release/kerberos.node");
  } catch (reason) {
    if (reason.code === "MODULE_NOT_FOUND") return "unbuilt";
    if (/^Opening library |: cannot open shared object file/.test(reason.message)) return "libraries";
  }
  return "broken";
}

let loaded;
function load() {
  loaded ??= import("kerberos").then(
    (module) => module.default,
    (error) => {
      throw new ModuleTrouble(troubleOf(error), error);
    },
  );
  return loaded;
}

/**
 * Gets a ticket-granting ticket by a keytab into a cache: one AS exchange. The library reads the environment at each call;
 * nothing else may run in here meanwhile.
 */
async function logIn({ principal, keytab, cache }) {
  const { initializeClient, GSS_MECH_OID_KRB5 } = await load();
  const { KRB5_CLIENT_KTNAME, KRB5CCNAME } = process.env;
  Object.assign(process.env, { KRB5_CLIENT_KTNAME: `FILE:${keytab}`, KRB5CCNAME: `FILE:${cache}` });
  try {
    // No service is asked for before the first step.
    await initializeClient("HTTP@localhost", { principal, mechOID: GSS_MECH_OID_KRB5 });
  } finally {
    Object.assign(process.env, { KRB5_CLIENT_KTNAME, KRB5CCNAME });
  }
  return {};
}

const contexts = new Map();
let lastContext = 0;

function keep(context) {
  lastContext += 1;
  contexts.set(lastContext, context);
  if (contexts.size > MOST_CONTEXTS) contexts.delete(contexts.keys().next().value);
  return lastContext;
}

async function start(service, mechOID) {
  const { initializeClient } = await load();
  const context = await initializeClient(service, { mechOID });
  return { token: await context.step(""), context };
}

async function makeToken(service) {
  const { GSS_MECH_OID_KRB5, GSS_MECH_OID_SPNEGO } = await load();
  try {
    const { token, context } = await start(service, GSS_MECH_OID_SPNEGO);
    return { token, context: keep(context) };
  } catch (error) {
    // It stands for every reason for which Kerberos is of no use; Kerberos alone tells the reason.
    if (error.message.includes("cannot find mechanisms")) await start(service, GSS_MECH_OID_KRB5);
    throw error;
  }
}

/** The first token of each service, which brings its ticket into the cache: the others wait for that. */
const first = new Map();

async function token({ service }) {
  for (;;) {
    const before = first.get(service);
    if (before === undefined) break;
    if (await before) return makeToken(service);
  }
  const mine = makeToken(service);
  first.set(
    service,
    mine.then(
      () => true,
      () => {
        first.delete(service);
        return false;
      },
    ),
  );
  return mine;
}

/** Takes the service's answer to a token: completes mutual authentication, or throws the service's reason. */
async function settle({ context: id, reply }) {
  const context = contexts.get(id);
  contexts.delete(id);
  if (context === undefined) return { known: false, complete: false };
  await context.step(reply);
  return { known: true, complete: context.contextComplete === true };
}

const operations = {
  load: async () => {
    await load();
    return {};
  },
  logIn,
  token,
  settle,
};

process.on("message", async ({ id, question }) => {
  let answer;
  try {
    answer = { id, answer: await operations[question.operation](question) };
  } catch (error) {
    const trouble = error instanceof ModuleTrouble ? { trouble: error.trouble } : {};
    answer = { id, failure: { text: String(error.message), ...trouble } };
  }
  if (process.connected) process.send(answer);
});
