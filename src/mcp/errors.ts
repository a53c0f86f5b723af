import type { OpenbellError } from '../core/errors.ts'
import { secretTexts } from '../core/settings.ts'
import { line } from '../operations/audit/record.ts'
import type { ServerState } from './state.ts'
import type { JsonObject } from './tool.ts'
import { hintWords } from './tools/field-words.ts'

/** Longest message that leaves the server. */
const MOST = 600

/** An error as a client reads it: one line each, and of our own bugs only that there was one: what they say may hold anything. */
export function errorText(
  { context }: ServerState,
  error: OpenbellError,
): { kind: string; message: string; hint: string | null } {
  const { kind, hint } = error
  const said = hint && hintWords(hint)
  if (kind !== 'internal') return { kind, message: short(error.message), hint: said && short(said) }
  context.log.error('internal', {
    message: error.message,
    stack: String((error.cause as Error | undefined)?.stack ?? error.stack),
  })
  return { kind, message: `an error inside openbell, told in its log (${context.settings.home})`, hint: 'openbell doctor' }
}

function short(text: string): string {
  const one = line(text)
  return one.length > MOST ? `${one.slice(0, MOST)}...` : one
}

/** The last wall: whatever holds the text of a secret setting is told without it. */
export function hideSecrets({ context }: Pick<ServerState, 'context'>, value: JsonObject): JsonObject {
  // As they stand inside a JSON text.
  const secrets = secretTexts(context.settings).map((text) => JSON.stringify(text).slice(1, -1))
  if (secrets.length === 0) return value
  let text = JSON.stringify(value)
  if (!secrets.some((secret) => text.includes(secret))) return value
  for (const secret of secrets) text = text.replaceAll(secret, '(secret)')
  return JSON.parse(text)
}
