import type { Subject } from "../observe.ts";

/** One rule of the contract. */
export interface Rule {
  /** Goes with "a plugin …". */
  readonly name: string;
  /** Tells whether the cases give it something to check; always, without it. */
  readonly applies?: (subject: Subject) => boolean;
  /**
   * Looks.
   *
   * @throws Violation
   */
  readonly check: (subject: Subject) => Promise<void>;
}
