import { OpenbellError } from '../core/errors.ts'
import type { Context } from '../operations/context.ts'

export function createToolServer(_context: Context): never {
  throw new OpenbellError('internal', 'the server is being built')
}
