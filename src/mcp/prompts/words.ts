import { newYorkClock } from '../../market/calendar/new-york.ts'

/** Text of somewhere else in one line of so many characters: a prompt has a bounded length whatever stands in a journal. */
export function clip(text: string, most = 80): string {
  const plain = text
    .replaceAll(/[^\x20-\x7e\u00a0-\u024f]+/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return plain.length <= most ? plain : `${plain.slice(0, most - 3)}...`
}

/** A fraction as percent with its sign. */
export function percent(value: number | null, digits = 1): string {
  if (value === null) return 'n/a'
  const text = (100 * value).toFixed(digits)
  return `${value > 0 ? '+' : ''}${text}%`
}

/** A fraction as percent, without a sign and without zeros at its end. */
export function share(value: number, digits = 2): string {
  return `${Number((100 * value).toFixed(digits))}%`
}

/** Dollars with cents and commas. */
export function dollars(value: number | null): string {
  if (value === null) return 'n/a'
  const text = Math.abs(value)
    .toFixed(2)
    .replace(/\B(?=(\d{3})+\.)/g, ',')
  return `${value < 0 ? '-' : ''}$${text}`
}

/** A number without zeros at its end. */
export function plain(value: number | null, digits = 0): string {
  return value === null ? 'n/a' : String(Number(value.toFixed(digits)))
}

/** `09:30` of an instant, New York time. */
export const clockOf = (at: number | string) => newYorkClock(typeof at === 'string' ? Date.parse(at) : at)

/** The first few as lines, and how many were left out. */
export function listed<Item>(items: readonly Item[], most: number, line: (item: Item) => string): string[] {
  const lines = items.slice(0, most).map((item) => `- ${line(item)}`)
  return items.length > most ? [...lines, `- and ${items.length - most} more`] : lines
}
