// The servers come from Debian packages: a missing one is told at once, with the line that installs it.
import { installLine, missingPackages } from "../../scripts/debian-packages.js";

/**
 * Makes sure that the programs behind the servers are there.
 *
 * @param needed - Debian packages, for example `krb5-kdc`
 * @throws Error with the `apt-get install` line for all that are missing
 */
export function requirePackages(...needed: readonly string[]): void {
  const missing = missingPackages().filter((name) => needed.includes(name));
  if (missing.length === 0) return;
  throw new Error(
    `The test servers need Debian packages that are not installed: ${missing.join(", ")}. Install them: ${installLine(missing)}`,
  );
}
