/**
 * Since when each turn has been reported without a break, and what became of provisional ones. Turns are codes `2 * row + kind`.
 * Fed by TurnTracker with one report for each row.
 */
export class ReportLog {
  /** Reported while younger than the settling age, and old enough by now. */
  provisional = 0
  /** Of those, still reported when they reached the settling age. */
  stayed = 0
  readonly #settlingBars: number
  /** By code: first row of the current unbroken stretch, -1 = not reported. */
  #since = new Int32Array(2048).fill(-1)
  /** By code: last row at which it was seen in a report's changing part. */
  #seen = new Int32Array(2048).fill(-1)
  /** By code: 1 once it was reported while provisional. */
  #young = new Uint8Array(2048)

  constructor(settlingBars: number) {
    this.#settlingBars = settlingBars
  }

  since(code: number): number {
    return code < this.#since.length ? this.#since[code] : -1
  }

  /**
   * The report at `row` over rows from `left`: `present` holds at least every turn that it adds to the report before,
   * `doubtful` at least every turn of the report before that it may lack.
   */
  record(row: number, left: number, present: number[], doubtful: number[]): void {
    this.#reserve(2 * row + 2)
    for (const code of present) {
      this.#seen[code] = row
      if (this.#since[code] >= 0) continue
      this.#since[code] = row
      if (row - (code >> 1) < this.#settlingBars) this.#young[code] = 1
    }
    for (const code of doubtful) if (this.#seen[code] !== row) this.#since[code] = -1
    const grown = row - this.#settlingBars
    if (grown >= left) this.#count(grown)
  }

  #count(row: number): void {
    for (const code of [2 * row, 2 * row + 1]) {
      if (this.#young[code] === 0) continue
      this.provisional++
      if (this.#since[code] >= 0) this.stayed++
    }
  }

  #reserve(codes: number): void {
    if (codes <= this.#since.length) return
    this.#since = longer(this.#since, -1)
    this.#seen = longer(this.#seen, -1)
    const young = new Uint8Array(2 * this.#young.length)
    young.set(this.#young)
    this.#young = young
  }
}

function longer(column: Int32Array<ArrayBuffer>, fill: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * column.length).fill(fill)
  larger.set(column)
  return larger
}
