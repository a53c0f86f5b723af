/** The middle one; of an even number the upper of the two. */
export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]
}

/** Milliseconds that the work takes, once. */
export function timed(work: () => void): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

/** Prints a line of the answer. */
export function line(text: string): void {
  process.stdout.write(`${text}\n`)
}
