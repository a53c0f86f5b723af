/** Spellings of a value that is not there. */
const BLANK = new Set(['', 'nan', 'na', 'n/a', 'null', 'none', '-', 'inf', '-inf', 'infinity', '-infinity'])

/** Larger numbers are no measurements, and their squares no numbers. */
const LARGEST = 1e150

/** The number in a cell; NaN for one that is blank, no number or beyond all measure. */
export function readNumber(text: string): number {
  // Number() takes '' and ' ' for 0 and reads 0x10.
  const value = Number(text)
  if (value !== 0 && Math.abs(value) <= LARGEST) return text.length > 1 && text[1] === 'x' ? Number.NaN : value
  return value === 0 && text.trim() !== '' ? 0 : Number.NaN
}

/** True for a cell that says it has no value. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || BLANK.has(text.trim().toLowerCase())
}

/** What stands between the blanks at both ends of a column. */
export function trimmed(values: Float64Array): { from: number; to: number; hole: number | null } {
  let [from, to] = [0, values.length]
  while (from < to && Number.isNaN(values[from])) from++
  while (to > from && Number.isNaN(values[to - 1])) to--
  for (let row = from; row < to; row++) if (Number.isNaN(values[row])) return { from, to, hole: row }
  return { from, to, hole: null }
}

/** The first row whose time is not after the one before; null when times ascend. */
export function outOfOrder(times: Float64Array): number | null {
  for (let row = 1; row < times.length; row++) if (!(times[row] > times[row - 1])) return row
  return null
}
