import { resolve } from "node:path";

// What Testcar says of each case, in a form that does not change from run to run.
const EXIT_CODES = { passed: 0, failed: 1, error: 6, ignored: 5 };

/** Ports, temporary directories and the place of the repository differ from run to run. */
const steady = (text) =>
  text
    .replaceAll(`${import.meta.dirname}/`, "")
    .replaceAll(`${resolve(import.meta.dirname, "../..")}/`, "")
    .replaceAll(/(127\.0\.0\.1|localhost):\d+/g, "$1:PORT")
    .replaceAll(/\/tmp\/testcar-[\w-]+/g, "/tmp/testcar-RUN")
    .replaceAll(/\(line \d+\)/g, "(line N)");

/** Status, exit code of a run with this script alone, codes and reason of each case, by the case's file. */
export function resultsOf(cases, { records, ignored }) {
  const finished = new Map(
    records.filter(({ type }) => type === "test.finished").map((record) => [record.test, record]),
  );
  return cases.map(({ file }) => {
    const record = finished.get(file);
    if (record === undefined) {
      const reason = ignored.find(({ path, suspicious }) => path === file && suspicious)?.reason;
      const status = reason === undefined ? "missing" : "ignored";
      return {
        file,
        status,
        exitCode: EXIT_CODES[status] ?? null,
        codes: [],
        policies: [],
        warnings: [],
        reason: reason ?? "",
      };
    }
    const { status, reasons, warnings = [] } = record;
    return {
      file,
      status,
      exitCode: EXIT_CODES[status] ?? null,
      codes: reasons.map(({ code }) => code),
      policies: reasons.map(({ policy }) => policy).filter((policy) => policy !== undefined),
      // Every script without environments gets this one, because the table is run with --env.
      warnings: warnings
        .map(({ code }) => code)
        .filter((code) => code !== "TESTCAR_ARTILLERY_UNKNOWN_ENVIRONMENT"),
      reason: steady(reasons[0]?.message ?? ""),
    };
  });
}
