/**
 * Every way to take half of the blocks, and for one trial its Sharpe ratios in and out of each. Sums of a way are joined of two tables, one of all
 * subsets of the first half of the blocks and one of the second: one addition a way instead of one a block.
 */
export class Ways {
  readonly count: number
  readonly inside: Float64Array
  readonly outside: Float64Array
  readonly #blocks: number
  readonly #size: number
  /** Subsets of the first and of the second half of the blocks, of each way. */
  readonly #low: Uint16Array
  readonly #high: Uint16Array
  readonly #sums: Float64Array
  readonly #squares: Float64Array

  constructor(blocks: number, size: number) {
    const half = blocks / 2
    const subsets: number[] = []
    for (let mask = 0; mask < 2 ** blocks; mask++) if (bitsOf(mask) === half) subsets.push(mask)
    this.count = subsets.length
    this.inside = new Float64Array(this.count)
    this.outside = new Float64Array(this.count)
    this.#blocks = blocks
    this.#size = size
    const tables = 2 ** half
    this.#low = Uint16Array.from(subsets, (mask) => mask % tables)
    this.#high = Uint16Array.from(subsets, (mask) => tables + Math.floor(mask / tables))
    this.#sums = new Float64Array(2 * tables)
    this.#squares = new Float64Array(2 * tables)
  }

  /** Fills `inside` and `outside` with the trial's daily Sharpe ratios. */
  read(blockSums: Float64Array): void {
    this.#fillTables(blockSums)
    const [low, high, sums, squares] = [this.#low, this.#high, this.#sums, this.#squares]
    const last = sums.length - 1
    const tables = sums.length / 2
    const sum = sums[tables - 1] + sums[last]
    const square = squares[tables - 1] + squares[last]
    const days = (this.#size * this.#blocks) / 2
    for (let way = 0; way < this.count; way++) {
      const own = sums[low[way]] + sums[high[way]]
      const ownSquare = squares[low[way]] + squares[high[way]]
      this.inside[way] = sharpeOf(own, ownSquare, days)
      this.outside[way] = sharpeOf(sum - own, square - ownSquare, days)
    }
  }

  #fillTables(blockSums: Float64Array): void {
    const half = this.#blocks / 2
    const tables = 2 ** half
    for (let part = 0; part < 2; part++) {
      for (let mask = 1; mask < tables; mask++) {
        const block = 31 - Math.clz32(mask)
        const rest = part * tables + mask - 2 ** block
        const at = part * tables + mask
        if (rest === part * tables) {
          this.#sums[at] = blockSums[part * half + block]
          this.#squares[at] = blockSums[this.#blocks + part * half + block]
        } else {
          const single = part * tables + 2 ** block
          this.#sums[at] = this.#sums[rest] + this.#sums[single]
          this.#squares[at] = this.#squares[rest] + this.#squares[single]
        }
      }
    }
  }
}

function bitsOf(mask: number): number {
  let count = 0
  for (let rest = mask; rest > 0; rest &= rest - 1) count++
  return count
}

/** Mean over sample deviation from sums; 0 without variation (what cancels in a sum of squares is no variation). */
function sharpeOf(sum: number, square: number, days: number): number {
  const mean = sum / days
  const variance = (square - sum * mean) / (days - 1)
  return variance > 1e-12 * square ? mean / Math.sqrt(variance) : 0
}
