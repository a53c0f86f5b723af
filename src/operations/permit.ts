import { OpenbellError } from '../core/errors.ts'
import type { Context } from './context.ts'
import type { Operation } from './operation.ts'

/**
 * The only judge of who may do what: effect by caller by mode. Reading is free. A person at the terminal and our own tests may
 * write; programs (MCP, REST, agents) may only read until a server starts with `--allow`, which the serving issue brings.
 * Trading has no caller yet: the order path and its risk gate come first.
 */
export function permit(operation: Pick<Operation, 'name' | 'effect'>, context: Pick<Context, 'caller'>): void {
  if (operation.effect === 'read') return
  const person = context.caller === 'cli' || context.caller === 'test'
  if (operation.effect === 'write' && person) return
  throw new OpenbellError(
    'denied',
    `${operation.name} may not run here: effect '${operation.effect}', caller '${context.caller}'`,
    person ? null : `openbell ${operation.name.replace('.', ' ')} at a terminal`,
  )
}
