/** One key as the key table names it (`j`, `Tab`, `Shift+Tab`, `Ctrl+C`, `PageUp`, `Space`), and the text it types ('' = none). */
export interface Chord {
  name: string
  text: string
}

/** What Ink says of a key. */
export interface InkKey {
  upArrow: boolean
  downArrow: boolean
  leftArrow: boolean
  rightArrow: boolean
  pageDown: boolean
  pageUp: boolean
  home: boolean
  end: boolean
  return: boolean
  escape: boolean
  tab: boolean
  backspace: boolean
  delete: boolean
  ctrl: boolean
  shift: boolean
  meta: boolean
}

const NAMED: readonly [keyof InkKey, string][] = [
  ['upArrow', 'Up'],
  ['downArrow', 'Down'],
  ['leftArrow', 'Left'],
  ['rightArrow', 'Right'],
  ['pageDown', 'PageDown'],
  ['pageUp', 'PageUp'],
  ['home', 'Home'],
  ['end', 'End'],
  ['return', 'Enter'],
  ['escape', 'Escape'],
  ['tab', 'Tab'],
  ['backspace', 'Backspace'],
  ['delete', 'Delete'],
]

/**
 * A key pressed, or several that came at once (a slow line, a quick hand): one chord each. A key with Alt is sent as Escape and that key: so it is
 * read, for an Escape before a quick key must not be lost.
 */
export function chordsOf(input: string, key: InkKey): Chord[] {
  if (key.meta && !key.escape) return [{ name: 'Escape', text: '' }, ...chordsOf(input, { ...key, meta: false })]
  const named = NAMED.find(([flag]) => key[flag])
  if (named) return [{ name: key.tab && key.shift ? 'Shift+Tab' : named[1], text: '' }]
  if (key.ctrl) return input === '' ? [] : [{ name: `Ctrl+${input.toUpperCase()}`, text: '' }]
  return Array.from(input, chordOf).filter((one) => one !== null)
}

/** Signs that a terminal sends for keys of their own, where they come among others. */
const CONTROLS: Record<string, string> = { '\r': 'Enter', '\n': 'Enter', '\t': 'Tab', '\x7f': 'Backspace', '\b': 'Backspace' }

function chordOf(sign: string): Chord | null {
  if (sign === ' ') return { name: 'Space', text: ' ' }
  const name = CONTROLS[sign] ?? withControl(sign)
  if (name) return { name, text: '' }
  return /\p{Cc}/u.test(sign) ? null : { name: sign, text: sign }
}

/** `Ctrl+A` is sent as the first control sign, and so on. */
function withControl(sign: string): string | null {
  const code = sign.charCodeAt(0)
  return code >= 1 && code <= 26 ? `Ctrl+${String.fromCharCode(code + 64)}` : null
}
