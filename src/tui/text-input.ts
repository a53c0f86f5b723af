import type { Chord } from './chord.ts'
import type { TextInput } from './state.ts'

export const EMPTY: TextInput = { text: '', cursor: 0 }

/** A line with the cursor behind it. */
export function typed(text: string): TextInput {
  return { text, cursor: text.length }
}

const segmenter = new Intl.Segmenter()

/** What steers a terminal or ends a line is no text of one line. */
const UNTYPABLE = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu

/** Text put in at the cursor; line ends of a paste become blanks. */
export function insert({ text, cursor }: TextInput, piece: string): TextInput {
  const clean = piece.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(UNTYPABLE, '')
  return { text: text.slice(0, cursor) + clean + text.slice(cursor), cursor: cursor + clean.length }
}

/** What a key does to a line that is typed: the usual ones of a shell. Null = this key is none of the line's. */
export function edit(input: TextInput, chord: Chord): TextInput | null {
  const { text, cursor } = input
  const change = EDITS[chord.name]
  if (change) return change(text, cursor)
  return chord.text === '' ? null : insert(input, chord.text)
}

const EDITS: Record<string, (text: string, cursor: number) => TextInput> = {
  Left: (text, cursor) => ({ text, cursor: before(text, cursor) }),
  Right: (text, cursor) => ({ text, cursor: after(text, cursor) }),
  Home: (text) => ({ text, cursor: 0 }),
  'Ctrl+A': (text) => ({ text, cursor: 0 }),
  End: typed,
  'Ctrl+E': typed,
  Backspace: (text, cursor) => cut(text, before(text, cursor), cursor),
  Delete: (text, cursor) => cut(text, cursor, after(text, cursor)),
  'Ctrl+U': (text, cursor) => cut(text, 0, cursor),
  'Ctrl+K': (text, cursor) => cut(text, cursor, text.length),
  'Ctrl+W': (text, cursor) => cut(text, text.slice(0, cursor).search(/\S+\s*$/), cursor),
}

function cut(text: string, from: number, to: number): TextInput {
  const start = Math.max(0, from)
  return { text: text.slice(0, start) + text.slice(to), cursor: start }
}

/** Where the sign before the cursor begins: a sign may be several units long. */
function before(text: string, cursor: number): number {
  let start = 0
  for (const { index } of segmenter.segment(text.slice(0, cursor))) start = index
  return start
}

function after(text: string, cursor: number): number {
  const next = segmenter.segment(text.slice(cursor))[Symbol.iterator]().next().value
  return cursor + (next?.segment.length ?? 0)
}
