import type { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import { FAULT_KINDS, type Fault, type FaultKind, faultSchema } from './faults.ts'

/** Short words for what is asked for most. */
const SHORT: Record<string, Record<string, unknown>> = {
  '429': { kind: 'rate-limit' },
  '5xx': { kind: 'status' },
  'accepted-then-5xx': { kind: 'accepted-then-status' },
}

const EXAMPLE = '--fault mute-stream@10:30,5m'

/**
 * Reads a fault as the command line says it: `KIND[@TIME][,DURATION][,name=value]...`, for example `mute-stream@10:30,5m`,
 * `halt@11:00,10m,symbol=SIMALL`, `accepted-then-timeout`, `rate-limit,times=20`. TIME is New York's `HH:MM[:SS]` or an instant; several values of
 * one name are joined by `+`.
 *
 * @throws OpenbellError `usage` that names the word and lists what there is.
 */
export function parseFault(text: string): Fault {
  const [head, ...parts] = text.trim().split(',')
  const [word, at] = split(head, '@')
  const named = SHORT[word] ?? { kind: word }
  const kind = knownKind(named.kind)
  const raw: Record<string, unknown> = { ...named, ...(at === null ? {} : { at }) }
  for (const part of parts) Object.assign(raw, readPart(part.trim(), kind))
  return checked(raw, kind, `'${text}'`)
}

/** Reads a fault from JSON: its fields, or the words of the command line as one text. */
export function readFault(raw: unknown): Fault {
  if (typeof raw === 'string') return parseFault(raw)
  const kind = knownKind((raw as { kind?: unknown } | null | undefined)?.kind)
  return checked(raw, kind, kind)
}

function knownKind(word: unknown): FaultKind {
  const kind = FAULT_KINDS.find((one) => one === word)
  if (!kind) throw new OpenbellError('usage', `'${String(word)}' is no fault; there are ${FAULT_KINDS.join(', ')}`, EXAMPLE)
  return kind
}

function checked(raw: unknown, kind: FaultKind, name: string): Fault {
  const parsed = faultSchema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new OpenbellError('usage', `${name} is no good fault: ${plain(parsed.error, kind)}`, EXAMPLE)
}

function split(text: string, mark: string): [string, string | null] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)]
}

function readPart(part: string, kind: FaultKind): Record<string, unknown> {
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(part)) return { duration: part }
  const [name, value] = split(part, '=')
  const known = namesOf(kind)
  if (value === null || !known.includes(name)) {
    const what = value === null ? `'${part}' is neither a length such as 5m nor name=value` : `${kind} has no '${name}'`
    throw new OpenbellError('usage', `${what}; ${kind} takes ${known.join(', ')}`, EXAMPLE)
  }
  return { [name]: name === 'fields' && kind === 'missing-fields' ? value.split('+') : plainValue(value) }
}

/** Names a kind takes, besides its own. */
function namesOf(kind: FaultKind): string[] {
  const option = faultSchema.options.find((one) => one.shape.kind.value === kind)
  return Object.keys(option?.shape ?? {}).filter((name) => name !== 'kind')
}

function plainValue(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true'
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function plain(error: z.ZodError, kind: FaultKind): string {
  const issue = error.issues[0]
  const where = issue.path.join('.')
  const unknown = issue.code === 'unrecognized_keys' ? `; ${kind} takes ${namesOf(kind).join(', ')}` : ''
  return `${where === '' ? '' : `${where}: `}${issue.message}${unknown}`
}
