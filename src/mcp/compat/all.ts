import type { Tool } from '../tool.ts'

/** Tools under the names that clients of other trading servers know; listed with `--compat` only. */
export async function compatTools(): Promise<Tool[]> {
  return []
}
