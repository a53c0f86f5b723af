import type { AuditEntry } from '../../ports/audit.ts'
import type { Store } from '../../ports/store.ts'
import type { Context } from '../context.ts'
import { cut, hideSecrets, keptArguments } from './arguments.ts'

/** What a program did, or wanted to. */
export interface Deed {
  /** Operation, or tool where none stands behind it. */
  tool: string
  effect: AuditEntry['effect']
  /** As they came. */
  arguments: unknown
  /** `begun`, `ok`, or the kind of the error. */
  outcome: string
  /** One line: why not, or what it led to. */
  detail?: string | null
  /** Of the account; default the settings' where something is traded. */
  mode?: AuditEntry['mode']
}

/** Characters of a client's name and of a detail that an entry keeps. */
const MOST_NAME = 100
const MOST_DETAIL = 400

/**
 * Adds an entry to the audit: durable, for what trades, when it returns.
 * @throws OpenbellError when the store cannot be written
 */
export async function recordAudit(context: Context, deed: Deed): Promise<void> {
  addToAudit(context, await context.store(), deed)
}

/** The same inside a transaction of the store: the deed and its entry stand together or not at all. */
export function addToAudit(context: Context, store: Pick<Store, 'audit'>, deed: Deed): void {
  const { settings, caller, client, clock } = context
  const { tool, effect, outcome, detail } = deed
  store.audit.add({
    at: clock.now(),
    caller,
    client: client === undefined ? null : cut(line(client), MOST_NAME),
    tool: cut(line(tool), MOST_NAME),
    effect,
    ...keptArguments(settings, deed.arguments),
    mode: deed.mode ?? (effect === 'trade' ? settings.mode : null),
    outcome,
    detail: detail ? cut(line(hideSecrets(settings, detail)), MOST_DETAIL) : null,
  })
}

/** One line without control characters: what a terminal shows of a client's words does nothing else. */
export function line(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}
