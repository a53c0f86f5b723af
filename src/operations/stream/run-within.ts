import type { Instant } from '../../core/time.ts'
import type { Context } from '../context.ts'
import { execute } from '../execute.ts'
import { OpenbellError } from '../operation.ts'
import type { SessionInput } from './wanted.ts'

/** Operations that begin something of their own and would take the screen or the account over. */
const NOT_WITHIN: ReadonlySet<string> = new Set(['stream', 'replay', 'trade.run', 'serve-pocket', 'serve-mcp', 'drill'])

/** What a session gives to the operations that are run inside of it. */
export interface WithinParts {
  context: Context
  given: Pick<SessionInput, 'live' | 'account' | 'confirm' | 'risk'>
  /** The time of a session of the past; null in the present, where the source says what time it is. */
  standing(): Instant | null
  /** Notes and warnings of the operation. */
  say(text: string): void
}

/**
 * Runs any operation by name with the session's account and time; its checked answer. What the operation would deny on the command line it denies here.
 * @throws OpenbellError not-found for a name that is none, usage for what may not run inside a session, the operation's own fault (also one that comes with an answer)
 */
export async function runWithin(parts: WithinParts, name: string, input: Record<string, unknown>): Promise<unknown> {
  const operation = await parts.context.operation(name)
  // What only programs do has a person's own operation, with its questions.
  if (!operation || operation.only === 'programs')
    throw new OpenbellError('not-found', `there is no operation '${name}'`, 'openbell --help')
  if (NOT_WITHIN.has(name)) {
    const command = name.replaceAll('.', ' ')
    throw new OpenbellError('usage', `'${command}' does not run inside a session`, `openbell ${command}, in another terminal`)
  }
  const isOfAccount = 'live' in operation.input.shape
  const { live, account, confirm, risk } = parts.given
  const ofAccount = isOfAccount ? { live, risk, ...(account && { account }), ...(confirm && { confirm }) } : {}
  const answer = await execute(operation, { ...ofAccount, ...input }, within(parts))
  if (answer.kind === 'stream') {
    throw new OpenbellError('usage', `'${name}' answers without end: not inside a session`, 'in another terminal')
  }
  return answer.value
}

/** The context of such an operation: nobody is asked, and a session of the past stands at its time. */
export function within({ context, standing, say }: Omit<WithinParts, 'given'>): Context {
  const at = standing()
  const settings = at === null ? context.settings : { ...context.settings, asOf: at }
  return {
    ...context,
    settings,
    progress: { update() {}, note: say, warn: say },
    interactive: false,
    ask: async () => null,
    asOf: (source) => at ?? context.asOf(source),
  }
}
