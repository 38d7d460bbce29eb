import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { credentialErrors } from "../errors/catalogue/credentials.ts";
import { reasonOf } from "../errors/reason.ts";

/**
 * Writes a file that only this user can read; whoever reads it meanwhile gets the old content or the new one.
 *
 * @throws TESTCAR_CREDENTIAL_FILES
 */
export async function writePrivate(credential: string, path: string, content: string): Promise<void> {
  const temporary = `${path}.new`;
  try {
    await writeFile(temporary, content, { mode: 0o600 });
    await rename(temporary, path);
  } catch (error) {
    throw credentialErrors.FILES({ credential, path, reason: reasonOf(error) }, error);
  }
}

/**
 * Makes a directory that only this user can enter, below the private directory of the run.
 *
 * @throws TESTCAR_CREDENTIAL_FILES
 */
export async function makePrivateDirectory(credential: string, path: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw credentialErrors.FILES({ credential, path, reason: reasonOf(error) }, error);
  }
}
