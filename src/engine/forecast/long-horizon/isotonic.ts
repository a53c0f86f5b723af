/**
 * The ascending numbers nearest to the given ones, by the sum of squares: neighbours that fall are replaced by their mean until none do (pool
 * adjacent violators; Ayer, Brunk, Ewing, Reid and Silverman, Annals of Mathematical Statistics 26(4), 1955). If one sequence is nowhere above
 * another, nor is the result.
 */
export function ascending(values: readonly number[]): number[] {
  const blocks: { mean: number; count: number }[] = []
  for (const value of values) {
    let block = { mean: value, count: 1 }
    for (let last = blocks.at(-1); last !== undefined && last.mean > block.mean; last = blocks.at(-1)) {
      const count = last.count + block.count
      block = { mean: (last.mean * last.count + block.mean * block.count) / count, count }
      blocks.pop()
    }
    blocks.push(block)
  }
  return blocks.flatMap(({ mean, count }) => new Array<number>(count).fill(mean))
}
