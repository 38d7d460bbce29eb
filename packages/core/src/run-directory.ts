import { mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runErrors } from "./errors/catalogue/run.ts";
import { reasonOf } from "./errors/reason.ts";

/** The private directory of a run: working copies, and what its tests print. */
export interface RunDirectory {
  /**
   * Its path; made when it is first asked for.
   *
   * @throws TESTCAR_RUN_WORK_DIRECTORY
   */
  readonly path: () => Promise<string>;
  /** Removes the working copies, and the rest as well unless there is output that somebody has to look into. */
  close(): Promise<void>;
}

/** Promises a directory, below the system's directory for temporary files, that only this user can enter. */
export function openRunDirectory(runId: string): RunDirectory {
  let made: Promise<string> | undefined;
  const prefix = join(tmpdir(), `testcar-${runId.slice(0, 8)}-`);
  return {
    path: () => {
      made ??= mkdtemp(prefix).catch((error: unknown) => {
        throw runErrors.WORK_DIRECTORY({ path: tmpdir(), reason: reasonOf(error) }, error);
      });
      return made;
    },
    close: async () => {
      const path = await made?.catch(() => undefined);
      if (path === undefined) return;
      // What cannot be removed does no harm: the directory is private.
      const ignore = (): void => undefined;
      for (const name of ["credentials", "work"])
        await rm(join(path, name), { recursive: true, force: true }).catch(ignore);
      // A directory that is not empty stays.
      await rmdir(join(path, "output")).catch(ignore);
      await rmdir(path).catch(ignore);
    },
  };
}
