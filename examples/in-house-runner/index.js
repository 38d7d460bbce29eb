import { definePlugin } from "@testcar/core";

/** The lines of a probe file: `GET /health 200`. */
function parse(text) {
  const lines = text.split("\n").map((line) => line.trim());
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, method, path, status] = /^([A-Z]+) (\/\S*) (\d{3})$/.exec(line) ?? [];
      return { line, method, path, status: Number(status) };
    });
}

const failure = (code, message) => ({ status: "failed", exitCode: 1, reasons: [{ code, message }] });

/** Acme's own: runs `*.probe` files, in which each line is a request and the status that it must have. */
export default definePlugin({
  name: "@acme/probes",
  apiVersion: 1,
  apply({ hooks }) {
    hooks.discover.tapPromise("@acme/probes", async (suite, { files }) => {
      const own = files
        .filter(({ extension }) => extension === ".probe")
        .map((file) => ({ id: file.path, name: file.path, runner: "probe", file }));
      return { ...suite, tests: [...suite.tests, ...own] };
    });

    hooks.execute.for("probe").tapPromise("@acme/probes", async ({ file }, context) => {
      const { target, requests, print, signal } = context;
      if (target === undefined) return failure("ACME_NO_TARGET", "No target is configured");
      const probes = parse(await file.text());
      if (probes.length === 0) return failure("ACME_EMPTY", `${file.path} has no probe`);
      for (const { line, method, path, status } of probes) {
        if (method === undefined) return failure("ACME_SYNTAX", `"${line}" is not METHOD /path STATUS`);
        const url = new URL(path, target).href;
        // Whatever credential is for the target; none when there is none.
        const { headers } = await requests.authorize({ url, method });
        const answer = await fetch(url, { method, headers, redirect: "manual", signal }).catch(
          ({ cause }) => ({
            status: cause?.code ?? "no answer",
          }),
        );
        print(`${line}: ${answer.status}`);
        if (answer.status !== status)
          return failure("ACME_STATUS", `${line}: the answer was ${answer.status}`);
      }
      return { status: "passed", exitCode: 0, reasons: [] };
    });
  },
});
