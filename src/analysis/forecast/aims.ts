/** An aim moves by this part of what a level leaves out, for a block that held nothing that it should have held. */
const RATE = 0.5

/** An aim leaves out at least a tenth and at most three times what its level does, and holds at least a tenth of what that says. */
const LEAST = 0.1
const MOST = 3

/** The coverage that each level aims at: more than it says after blocks that held less, less after blocks that held more. */
export class Aims {
  readonly now: number[]
  readonly #levels: readonly number[]
  #waiting: number[] | null = null

  constructor(levels: readonly number[]) {
    this.#levels = levels
    this.now = [...levels]
  }

  /** What a block held, by level; it counts from the block after the next on, when all of its forecasts are complete. Null: there is no next. */
  learn(held: number[] | null): void {
    const complete = this.#waiting
    this.#waiting = held
    if (complete) for (const [k, level] of this.#levels.entries()) this.now[k] = moved(this.now[k], level, complete[k])
  }
}

function moved(aim: number, level: number, held: number): number {
  const out = 1 - level
  const least = Math.max(LEAST * level, 1 - MOST * out)
  return Math.min(1 - LEAST * out, Math.max(least, aim + RATE * out * (level - held)))
}
