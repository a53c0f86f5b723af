import type { Column } from '../../market/bars.ts'

/** Highest of the last `period` values, this row included; NaN on the first `period - 1` rows. */
export function highest(values: Column, length: number, period: number, out: Column): void {
  extreme(values, length, period, 1, out)
}

/** Lowest of the last `period` values, this row included; NaN on the first `period - 1` rows. */
export function lowest(values: Column, length: number, period: number, out: Column): void {
  extreme(values, length, period, -1, out)
}

/** One pass whatever the period: a queue of rows whose values fall (sign 1) or rise (sign -1), its head the window's extreme. */
function extreme(values: Column, length: number, period: number, sign: 1 | -1, out: Column): void {
  const queue = new Int32Array(length)
  let head = 0
  let tail = 0
  for (let i = 0; i < length; i++) {
    while (tail > head && sign * values[queue[tail - 1]] <= sign * values[i]) tail--
    queue[tail++] = i
    if (queue[head] <= i - period) head++
    out[i] = i >= period - 1 ? values[queue[head]] : Number.NaN
  }
}
