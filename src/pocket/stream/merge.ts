import type { Instant } from '../../core/time.ts'
import type { Block } from './block.ts'

/** Rows of blocks as places `[block, row]`, in order of time; at one instant blocks keep their own order. */
export interface Merged {
  length: number
  block: Uint16Array | Uint32Array
  row: Uint32Array
}

/** Microseconds of the stretch above, number of the row below: one sort of plain numbers puts millions of rows in order. */
const ROWS = 2 ** 24

/** The stretch may be nearly nine minutes long: a double numbers no more. @throws RangeError for more rows than that leaves room for. */
export function mergeByTime(blocks: readonly Block[], from: Instant): Merged {
  const total = blocks.reduce((sum, block) => sum + block.length, 0)
  if (total >= ROWS) throw new RangeError(`${total} messages in one stretch`)
  const keys = new Float64Array(total)
  const block = new Uint32Array(total)
  const first = new Uint32Array(blocks.length)
  let at = 0
  for (let b = 0; b < blocks.length; b++) {
    first[b] = at
    const one = blocks[b]
    for (let i = 0; i < one.length; i++, at++) {
      block[at] = b
      keys[at] = Math.max(0, Math.round((one.time(i) - from) * 1000)) * ROWS + at
    }
  }
  keys.sort()
  const merged: Merged = { length: total, block: new Uint32Array(total), row: new Uint32Array(total) }
  for (let k = 0; k < total; k++) {
    const number = keys[k] % ROWS
    merged.block[k] = block[number]
    merged.row[k] = number - first[block[number]]
  }
  return merged
}
