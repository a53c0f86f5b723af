import { OpenbellError } from '../core/errors.ts'
import type { Caller, Context } from './context.ts'
import type { Operation } from './operation.ts'

type Asked = Pick<Operation, 'name' | 'effect'>

/** True for callers that are no person: AI clients, scripts of the REST door, our own agents. */
export function isProgram(caller: Caller): boolean {
  return caller !== 'cli' && caller !== 'test'
}

/**
 * The only judge of who may do what: effect by caller by mode. Reading is free. A person at the terminal and our own tests may write and
 * trade; programs (MCP, REST, agents) only what their server was started with, on a live account only what stops or what waits for a person,
 * and never what is a person's (approving, resuming after a halt). What all demands of a live account is judged where it is opened, and
 * every order by the risk gate.
 */
export function permit(
  operation: Asked & Pick<Operation, 'only' | 'onLive'>,
  context: Pick<Context, 'caller' | 'grants' | 'settings'>,
): void {
  if (!isProgram(context.caller)) return
  if (context.grants?.without?.includes(operation.name)) throw leftOut(operation.name)
  if (operation.only === 'people') throw personal(operation, 'it is a person who does it, not a program')
  permitEffect(operation, context)
  if (operation.effect !== 'trade' || context.settings.mode !== 'live') return
  const granted = context.grants?.trade
  if (operation.onLive === 'paper' || (operation.onLive === 'live' && granted === 'live')) return
  if (operation.onLive === 'live') throw refused(operation, context, 'openbell serve-mcp --allow live')
  throw personal(operation, 'the account is live, and there only a person does it')
}

/** The same of what is no operation, by its effect alone: what stands behind it is judged again. */
export function permitEffect(asked: Asked, context: Pick<Context, 'caller' | 'grants'>): void {
  const { caller, grants } = context
  const { effect } = asked
  if (effect === 'read' || !isProgram(caller)) return
  if (effect === 'write' && grants?.write) return
  if (effect === 'trade' && grants?.trade) return
  const start = effect === 'write' ? 'openbell serve-mcp, without --read-only' : 'openbell serve-mcp --allow paper'
  throw refused(asked, context, start)
}

function refused({ name, effect }: Asked, { caller }: Pick<Context, 'caller'>, start: string): OpenbellError {
  return new OpenbellError(
    'denied',
    `${name} may not run here: effect '${effect}', caller '${caller}'`,
    `a person does it at a terminal, or starts ${start}`,
  )
}

/** What a server was started without is off, whatever its effect. */
export function leftOut(name: string): OpenbellError {
  const message = `${name} is off: this server was started without it`
  return new OpenbellError('denied', message, 'a person starts it: openbell serve-mcp, and leaves it out of --without')
}

function personal({ name }: Asked, why: string): OpenbellError {
  return new OpenbellError('denied', `${name}: ${why}`, 'ask a person: it is done at a terminal')
}
