/** What moves the cursor, speaks to the terminal, ends a line, or turns the order of the letters around. */
const STEERING = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Text of a user's file or of a vendor as one line that cannot steer the terminal: line ends and tabs are blanks, the rest is left out. */
export function plainText(text: string): string {
  return text.replaceAll(/\r\n|[\n\t\u2028\u2029]/g, ' ').replaceAll(STEERING, '')
}

/** An answer, all of whose texts and names are plain: what a view makes cells and lines of. */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value)
  if (Array.isArray(value)) return value.map(plainValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [plainText(name), plainValue(one)]))
}

/** The same JSON with what could steer a terminal spelled out; JSON itself escapes only the first 32. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(STEERING, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
