import type { Clock } from "@testcar/core";

/** No eye needs more frames. */
const SHORTEST_MS = 100;

/** Long enough for what happens together to be shown together. */
const SETTLE_MS = 20;

/** Seconds go by also when nothing happens. */
const LONGEST_MS = 1000;

/** Says when to draw: soon after something has happened, but not too often, and once a second. Keeps no process alive. */
export class Pace {
  readonly #draw: () => void;
  readonly #clock: Pick<Clock, "elapsed">;
  #timer: NodeJS.Timeout | undefined;
  #isSoon = false;
  #isOver = false;
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(draw: () => void, clock: Pick<Clock, "elapsed">) {
    this.#draw = draw;
    this.#clock = clock;
  }

  /** Something has happened. */
  soon(): void {
    if (this.#isSoon || this.#isOver) return;
    this.#isSoon = true;
    this.#in(Math.max(SETTLE_MS, SHORTEST_MS - (this.#clock.elapsed() - this.#drawnAt)));
  }

  stop(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #in(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isSoon = false;
      this.#drawnAt = this.#clock.elapsed();
      this.#in(LONGEST_MS);
      this.#draw();
    }, milliseconds).unref();
  }
}
