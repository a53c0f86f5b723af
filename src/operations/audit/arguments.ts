import { createHash } from 'node:crypto'
import { type Settings, secretTexts } from '../../core/settings.ts'

/** Characters of the arguments that an entry keeps, and of one text among them. */
const MOST = 2000
const MOST_OF_ONE = 300
/** Levels and members that are looked at: hostile arguments end somewhere. */
const LEVELS = 12
const MEMBERS = 200

/** Fields that may hold what nobody may read later. */
const PRIVATE = /secret|token|passw|credential|api.?key|private.?key|key.?id|authorization|^confirm$/i

/** Arguments as an audit keeps them: secrets hidden, keys in order, bounded; the hash is of the whole before it was cut. */
export function keptArguments(settings: Settings | undefined, given: unknown): { argumentsHash: string; arguments: string } {
  const whole = hideSecrets(settings, canonical(given, 0, Number.POSITIVE_INFINITY))
  const short = hideSecrets(settings, canonical(given, 0, MOST_OF_ONE))
  return { argumentsHash: createHash('sha256').update(whole).digest('hex'), arguments: cut(short, MOST) }
}

/** Text without the values of secret settings. */
export function hideSecrets(settings: Settings | undefined, text: string): string {
  return secretTexts(settings ?? {}).reduce((shown, secret) => shown.replaceAll(secret, '(secret)'), text)
}

/** At most so many characters, and that there were more. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}... (${text.length} characters)` : text
}

/** JSON with keys in order, so that the same arguments are the same text. */
function canonical(value: unknown, level: number, most: number): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, most))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null) ?? 'null'
  if (level === LEVELS) return '"(deeper)"'
  if (Array.isArray(value)) {
    const shown = value.slice(0, MEMBERS).map((one) => canonical(one, level + 1, most))
    return `[${shown.join(',')}${value.length > MEMBERS ? `,"(${value.length} in all)"` : ''}]`
  }
  const keys = Object.keys(value).sort()
  const shown = keys.slice(0, MEMBERS).map((key) => {
    const member = PRIVATE.test(key) ? '"(hidden)"' : canonical((value as Record<string, unknown>)[key], level + 1, most)
    return `${JSON.stringify(cut(key, most))}:${member}`
  })
  return `{${shown.join(',')}}`
}
