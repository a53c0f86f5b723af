import { isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { priceDigits } from '../../market/price-digits.ts'

/** Numbers and words for screens; JSON never passes through here. */

/** A price, in as many decimals as one of its symbol is read with. */
export function price(value: number | null, symbol = ''): string {
  return value === null || !Number.isFinite(value) ? 'n/a' : value.toFixed(priceDigits(value, symbol))
}

/** A fraction as percent with its sign: 0.0312 -> +3.12%. */
export function percent(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  const text = (value * 100).toFixed(digits)
  return `${value > 0 ? '+' : ''}${Number(text) === 0 ? (0).toFixed(digits) : text}%`
}

/** A plain number with so many digits, or n/a. What is rounded to nothing has no sign. */
export function number(value: number | null, digits = 2): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  const text = value.toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : text
}

/** A count with thousands separators: 1234567 -> 1,234,567. */
export function count(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',')
}

/** A count with its word: `1 bar`, `1,228 bars`. */
export function counted(value: number | null, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** The exchange dates of the first and the last bar: 2025-01-02 to 2025-12-31. After-hours end on the next day in UTC only. */
export function dates({ from, to, symbols }: { from: string; to: string; symbols: string[] }): string {
  const calendar = calendarFor(symbols[0])
  const last = Math.max(Date.parse(from), Date.parse(to) - 1)
  return `${isoDate(calendar.dateOf(Date.parse(from)))} to ${isoDate(calendar.dateOf(last))}`
}

/** A long count in three digits and a letter: 12.3M. */
export function compact(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  const size = Math.abs(value)
  if (size >= 1e9) return `${(value / 1e9).toFixed(2)}B`
  if (size >= 1e6) return `${(value / 1e6).toFixed(2)}M`
  if (size >= 1e4) return `${(value / 1e3).toFixed(1)}K`
  return count(value)
}

/** An ISO stamp for a table: `2026-03-19 13:30Z`, seconds only when there are some. */
export function stamp(iso: string | null): string {
  if (iso === null) return 'n/a'
  const text = iso.replace('T', ' ')
  return text.endsWith(':00Z') ? `${text.slice(0, -4)}Z` : text
}

/** An age in the largest unit that says enough: `8s`, `14m`, `3h`, `2d`. */
export function age(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds}s`
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`
  return seconds < 172_800 ? `${Math.round(seconds / 3600)}h` : `${Math.round(seconds / 86_400)}d`
}

/** Bytes with their unit: 83.7 GB. */
export function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(value) / Math.log(1000)))
  return `${(value / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`
}
