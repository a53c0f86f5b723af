/** Text and values of a peer, made harmless: bounded, and without what steers a terminal or hides words from a reader. */

/** Control characters but line ends and tabs, marks that turn the order of letters around, and characters that no screen shows. */
const STEERING = /[^\P{Cc}\n\t]|\p{Bidi_Control}|[\u200B-\u200F\u2028\u2029\u2060-\u2064\uFEFF]|[\u{E0000}-\u{E007F}]/gu
const DEEPEST = 12
/** Longer than any message of ours. */
const MOST_TOLD = 4_000

/** At most so many characters; line ends and tabs stay. */
export function cleanText(text: string, most: number): string {
  return text
    .slice(0, most * 2)
    .replaceAll(STEERING, '')
    .slice(0, most)
}

/** One line, for messages. */
export function cleanLine(text: string, most: number): string {
  return cleanText(text, most).replaceAll(/\s+/g, ' ').trim()
}

/** JSON without `_meta` (what servers say to programs, not to readers), without names that reach into objects, and not too deep. */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replaceAll(STEERING, '')
  if (typeof value !== 'object' || value === null) return value
  if (depth >= DEEPEST) return null
  if (Array.isArray(value)) return value.map((one) => cleanJson(one, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== '_meta' && name !== '__proto__')
      .map(([name, one]) => [cleanLine(name, 200), cleanJson(one, depth + 1)]),
  )
}

/** Hides what the peer was told in confidence, should it say it back. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((told, secret) => told.replaceAll(secret, '[hidden]'), text)
}

/** One line for a message, cut after the secrets are hidden: half of one is said to nobody. */
export function tellable(text: string, secrets: readonly string[], most: number): string {
  return withoutSecrets(cleanLine(withoutSecrets(text, secrets), MOST_TOLD), secrets).slice(0, most)
}
