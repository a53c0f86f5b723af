import { OpenbellError } from '../core/errors.ts'
import type { Context } from './context.ts'
import type { Operation } from './operation.ts'

/**
 * The only judge of who may do what: effect by caller. Reading is free. A person at the terminal and our own tests may write and trade;
 * programs (MCP, REST, agents) only what their server was started with. Whether an account may be traded (paper, or live with all that
 * live demands) is judged where it is opened, and every order by the risk gate.
 */
export function permit(operation: Pick<Operation, 'name' | 'effect'>, context: Pick<Context, 'caller' | 'grants'>): void {
  const { caller, grants } = context
  const { name, effect } = operation
  if (effect === 'read' || caller === 'cli' || caller === 'test') return
  if (effect === 'write' && grants?.write) return
  if (effect === 'trade' && grants?.trade) return
  const start = effect === 'write' ? 'a server that is not started with --read-only' : 'openbell serve-mcp --allow paper'
  throw new OpenbellError(
    'denied',
    `${name} may not run here: effect '${effect}', caller '${caller}'`,
    `openbell ${name.replaceAll('.', ' ')} at a terminal, or ${start}`,
  )
}
