import { OpenbellError } from '../core/errors.ts'
import type { Context } from './context.ts'
import type { Operation } from './operation.ts'

/**
 * The only judge of who may do what: effect by caller. Reading is free. A person at the terminal and our own tests may write and trade;
 * programs (MCP, REST, agents) may only read until a server starts with `--allow`. Whether an account may be traded (paper, or live with
 * all that live demands) is judged where it is opened, and every order by the risk gate.
 */
export function permit(operation: Pick<Operation, 'name' | 'effect'>, context: Pick<Context, 'caller'>): void {
  if (operation.effect === 'read') return
  if (context.caller === 'cli' || context.caller === 'test') return
  throw new OpenbellError(
    'denied',
    `${operation.name} may not run here: effect '${operation.effect}', caller '${context.caller}'`,
    `openbell ${operation.name.replaceAll('.', ' ')} at a terminal`,
  )
}
