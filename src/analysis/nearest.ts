import { distance } from 'fastest-levenshtein'

/** The name closest to what was typed, by edit distance; null when none is close enough to be what was meant. */
export function nearest(typed: string, names: Iterable<string>): string | null {
  let best: string | null = null
  let least = Number.POSITIVE_INFINITY
  for (const name of names) {
    const edits = distance(typed.toLowerCase(), name.toLowerCase())
    if (edits < least) [best, least] = [name, edits]
  }
  return least <= Math.max(2, Math.ceil(typed.length / 2)) ? best : null
}
