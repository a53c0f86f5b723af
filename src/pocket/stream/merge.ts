import { TimeMerge } from '../../market/time-merge.ts'
import type { Block } from './block.ts'

/** Rows of blocks as places `[block, row]`, in order of time; at one instant blocks keep their own order. */
export interface Merged {
  length: number
  block: Uint16Array | Uint32Array
  row: Uint32Array
}

/** The messages of a stretch in the order they are sent. */
export function mergeByTime(blocks: readonly Block[]): Merged {
  const length = blocks.reduce((sum, block) => sum + block.length, 0)
  const merged: Merged = { length, block: new Uint32Array(length), row: new Uint32Array(length) }
  const merge = new TimeMerge<Block>()
  merge.add(blocks.map((rows, rank) => ({ rows, rank })))
  let at = 0
  merge.take(Number.POSITIVE_INFINITY, (_block, row, rank) => {
    merged.block[at] = rank
    merged.row[at++] = row
  })
  return merged
}
