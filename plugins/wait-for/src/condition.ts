/** Something that has to become true. */
export interface Condition {
  /** What has to be ready, for messages: `GET http://127.0.0.1:8080/ready`. */
  readonly what: string;
  /** Milliseconds after which one look is given up, and another one taken. */
  readonly lookMs: number;
  /**
   * Takes one look.
   *
   * @returns undefined when it is true; else what was seen, as a clause: "it answered with 503".
   * @throws what no other look would see otherwise; anything once the signal is aborted, unless it has seen something.
   */
  look(signal: AbortSignal): Promise<string | undefined>;
}
