const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EEXIST: "it exists already",
  EISDIR: "it is a directory",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or directory",
  ENOEXEC: "it is not a program for this machine",
  ENOSPC: "no space left on device",
  ENOTDIR: "a part of the path is not a directory",
  EPERM: "operation not permitted",
  EPIPE: "nobody reads it any more",
  EROFS: "the file system is read-only",
};

/** The code of a system error, for example `ENOENT`. */
export const systemCode = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

/** Why something failed, in a line for people: no stack, no path twice. */
export function reasonOf(error: unknown): string {
  const reason = SYSTEM_REASONS[systemCode(error) ?? ""];
  if (reason !== undefined) return reason;
  const message =
    typeof error === "object" && error !== null && "message" in error ? String(error.message) : String(error);
  return message.split("\n", 1)[0] ?? message;
}
