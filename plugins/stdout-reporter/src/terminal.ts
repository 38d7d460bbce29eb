/** What the command line knows of the terminal, and of what its user wants. */
export interface Terminal {
  /** Texts get colours. */
  readonly isColoured: boolean;
  /** Lines may be drawn anew: somebody looks at them while they are written. */
  readonly isLive: boolean;
  /**
   * While a function is set, whatever else is for the same terminal goes through it: lines that come in between would tear the
   * view apart.
   */
  readonly divert: (above: ((text: string) => void) | undefined) => void;
}
