import stringWidth from 'string-width'

export const SPACE = 32
const CLUSTER = 0x110000
/** Below are Latin letters, one cell wide each but for control signs; above each sign is asked for its width. */
const NARROW_TO = 0x300
/** Headlines may hold any sign; what is remembered of them is bounded. */
const MOST_CLUSTERS = 4096
const clusters: string[] = []
const clusterCodes = new Map<string, number>()
const signs: string[] = []
const segmenter = new Intl.Segmenter()

/** What a terminal shows as one sign each: letters with their marks, emoji of several parts. */
export function* clustersOf(text: string): Generator<string> {
  for (const { segment } of segmenter.segment(text)) yield segment
}

/** True for a sign that must stay with the one before it, or is asked for its width, or both. */
export function mayJoin(code: number): boolean {
  return code >= NARROW_TO && !isNarrow(code)
}

/** True for signs that are never shown. */
export function isControl(code: number): boolean {
  return code < SPACE || (code >= 0x7f && code < 0xa0) || code === 0xad
}

/** The code of a cluster: its code point, or past those an entry of a table. */
export function codeOf(segment: string): number {
  const code = segment.codePointAt(0)!
  if (String.fromCodePoint(code) === segment) return code
  const known = clusterCodes.get(segment)
  if (known !== undefined) return known
  if (clusters.length === MOST_CLUSTERS) return code
  clusters.push(segment)
  clusterCodes.set(segment, CLUSTER + clusters.length - 1)
  return CLUSTER + clusters.length - 1
}

/** True for signs known to be one cell wide: Latin letters, dashes, arrows, box glyphs, blocks, braille. */
export function isNarrow(code: number): boolean {
  if (code < NARROW_TO) return true
  if (code >= 0x2010 && code <= 0x2027) return true
  return (code >= 0x2190 && code <= 0x22ff) || (code >= 0x2500 && code <= 0x25fc) || (code >= 0x2800 && code <= 0x28ff)
}

const widths = new Map<string, number>()

/** Cells that a cluster takes; 0 for what is not shown. */
export function clusterWidth(segment: string): number {
  const known = widths.get(segment)
  if (known !== undefined) return known
  const width = stringWidth(segment)
  if (widths.size < MOST_CLUSTERS) widths.set(segment, width)
  return width
}

/** Cells that a text takes. */
export function textWidth(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (isControl(code) || !isNarrow(code)) return clustersWidth(text)
  }
  return text.length
}

function clustersWidth(text: string): number {
  let width = 0
  for (const segment of clustersOf(text)) width += clusterWidth(segment)
  return width
}

/** The text, or as much of it as fits with an ellipsis. For words only: half a number is a lie. */
export function shorten(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  if (width <= 0) return ''
  let used = 0
  let kept = ''
  for (const segment of clustersOf(text)) {
    const more = clusterWidth(segment)
    if (used + more > width - 1) break
    used += more
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** A code as text. */
export function signOf(code: number): string {
  if (code >= CLUSTER) return clusters[code - CLUSTER]
  if (code >= 0x3000) return String.fromCodePoint(code)
  signs[code] ??= String.fromCharCode(code)
  return signs[code]
}
