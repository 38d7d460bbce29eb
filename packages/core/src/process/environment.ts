// What programs need to run at all, to speak the user's language, to find the way out and to trust the right certificates.
const ALLOWED = new Set([
  "ALL_PROXY",
  "COLORTERM",
  "HOME",
  "HOSTNAME",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "LANG",
  "LANGUAGE",
  "LD_LIBRARY_PATH",
  "LOGNAME",
  "NODE_EXTRA_CA_CERTS",
  "NO_PROXY",
  "PATH",
  "SHELL",
  "SSL_CERT_DIR",
  "SSL_CERT_FILE",
  "TEMP",
  "TMP",
  "TMPDIR",
  "TZ",
  "USER",
]);

const isAllowed = (name: string): boolean => ALLOWED.has(name.toUpperCase()) || name.startsWith("LC_");

/** The part of an environment that a test may see: an allow-list, so that the agent's own secrets are not in it. */
export function baseEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const allowed = Object.entries(env).filter(
    (entry): entry is [string, string] => isAllowed(entry[0]) && entry[1] !== undefined,
  );
  return Object.fromEntries(allowed);
}
