const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAI_AGAIN: "the name cannot be looked up now",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was reset",
  EEXIST: "it exists already",
  EISDIR: "it is a directory",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or directory",
  ENOEXEC: "it is not a program for this machine",
  ENOSPC: "no space left on device",
  ENOTDIR: "a part of the path is not a directory",
  ENOTFOUND: "no such host",
  EPERM: "operation not permitted",
  EPIPE: "nobody reads it any more",
  EROFS: "the file system is read-only",
  ETIMEDOUT: "the connection timed out",
};

/** The code of a system error, for example `ENOENT`. */
export const systemCode = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

const firstLine = (text: string): string => text.trim().split("\n", 1)[0] ?? "";

const nameOf = (error: object): string =>
  "name" in error && typeof error.name === "string" && error.name !== "" ? error.name : "unknown error";

/** Why something failed, in a line for people: no stack, no path twice. */
export function reasonOf(error: unknown): string {
  const code = systemCode(error);
  const known = SYSTEM_REASONS[code ?? ""];
  if (known !== undefined) return known;
  if (typeof error !== "object" || error === null) return firstLine(String(error)) || "unknown error";
  const message = "message" in error && typeof error.message === "string" ? firstLine(error.message) : "";
  // "fetch failed" says nothing without its cause.
  const cause = "cause" in error ? SYSTEM_REASONS[systemCode(error.cause) ?? ""] : undefined;
  const said = message === "" ? (code ?? nameOf(error)) : message;
  return cause === undefined ? said : `${said}: ${cause}`;
}
