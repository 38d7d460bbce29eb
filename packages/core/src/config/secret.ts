import { inspect } from "node:util";

const MASK = "[secret]";

/**
 * A value that nobody may see. Every way of printing it gives `[secret]`; only {@link Secret.reveal} gives the value.
 *
 * @example
 * ```ts
 * const password = new Secret("hunter22", "${env:PASSWORD}");
 * `${password}`; // "[secret]"
 * ```
 */
export class Secret {
  readonly #value: string;
  /** Where it came from, in the words of the configuration. */
  readonly source: string;

  constructor(value: string, source: string) {
    this.#value = value;
    this.source = source;
  }

  /** The value itself. Hand it to the one who needs it, and to nobody else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
