import type { Context } from '../../operations/context.ts'
import type { Tool } from '../tool.ts'

export async function peerTools(_context: Context): Promise<Tool[]> {
  return []
}
