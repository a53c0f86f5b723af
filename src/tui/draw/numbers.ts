import { DAY, HOUR, type Instant, isoDate, MINUTE, SECOND, utcDay } from '../../core/time.ts'
import { newYork } from '../../market/calendar/new-york.ts'
import { priceDigits } from '../../market/price-digits.ts'

/** Numbers as a screen shows them. What is not known is a dash, never a zero. */
const NONE = '-'

/** A price, in as many decimals as one of its symbol is read with. */
export function price(value: number | null, symbol: string): string {
  return known(value) ? value.toFixed(priceDigits(value, symbol)) : NONE
}

/** A price that somebody asked for: one between the cents must not look like one that is not. */
export function askedPrice(value: number | null, symbol: string): string {
  const shown = price(value, symbol)
  return !known(value) || Number(shown) === value ? shown : String(value)
}

/** 0.0312 -> `+3.12%`. */
export function percent(value: number | null, digits = 2): string {
  if (!known(value)) return NONE
  const text = (value * 100).toFixed(digits)
  if (Number(text) === 0) return `${(0).toFixed(digits)}%`
  return `${value > 0 ? '+' : ''}${text}%`
}

/** `▲ +3.12%`: an arrow beside every change, since not everybody sees its colour. */
export function change(value: number | null, digits = 2): string {
  return known(value) ? `${arrow(rounded(value, digits + 2))} ${percent(value, digits)}` : NONE
}

export function arrow(value: number | null): string {
  return !known(value) || value === 0 ? '·' : value > 0 ? '▲' : '▼'
}

/** Dollars with sign and separators: `+1,234.50`. */
export function profit(value: number | null, digits = 2): string {
  if (!known(value)) return NONE
  const text = grouped(Math.abs(value), digits)
  return rounded(value, digits) === 0 ? text : `${value > 0 ? '+' : '-'}${text}`
}

/** Dollars with separators: `100,250.12`. */
export function money(value: number | null, digits = 2): string {
  return known(value) ? `${value < 0 ? '-' : ''}${grouped(Math.abs(value), digits)}` : NONE
}

function grouped(value: number, digits: number): string {
  const [whole, part] = value.toFixed(digits).split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return part ? `${text}.${part}` : text
}

/** A count in at most six signs: `950`, `12.3K`, `1.25M`. */
export function compact(value: number | null): string {
  if (!known(value)) return NONE
  const size = Math.abs(value)
  if (size >= 999_500_000) return `${(value / 1e9).toFixed(2)}B`
  if (size >= 99_950_000) return `${(value / 1e6).toFixed(0)}M`
  if (size >= 999_500) return `${(value / 1e6).toFixed(2)}M`
  if (size >= 99_950) return `${(value / 1e3).toFixed(0)}K`
  if (size >= 9999.5) return `${(value / 1e3).toFixed(1)}K`
  return String(Math.round(value))
}

/** Shares: whole ones without decimals, fractions with as many as they have (at most six). */
export function shares(value: number | null): string {
  if (!known(value)) return NONE
  const [whole, part] = String(Number(Math.abs(value).toFixed(6))).split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (part ? `.${part}` : '')
  return value < 0 ? `-${text}` : text
}

/** An age: `<1s`, `14s`, `3m`, `2h`, `5d`. Whole seconds: tenths would flicker in every row at every paint, and decide nothing. */
export function age(ms: number | null): string {
  if (!known(ms)) return NONE
  const size = Math.max(0, ms)
  if (size < SECOND) return '<1s'
  if (size < 2 * MINUTE) return `${Math.floor(size / SECOND)}s`
  if (size < 2 * HOUR) return `${Math.floor(size / MINUTE)}m`
  return size < 2 * DAY ? `${Math.floor(size / HOUR)}h` : `${Math.floor(size / DAY)}d`
}

/** Time that is left: `5h27m`, `12m05s`, `9s`. */
export function left(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  if (hours >= 48) return `${Math.floor(hours / 24)}d`
  if (hours > 0) return `${hours}h${pad(minutes)}m`
  return minutes > 0 ? `${minutes}m${pad(seconds % 60)}s` : `${seconds}s`
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** `Mar 20` of an instant's New York date. */
export function day(at: Instant): string {
  const date = isoDate(utcDay(newYork.wall(at)))
  return `${MONTHS[Number(date.slice(5, 7)) - 1]} ${Number(date.slice(8))}`
}

/** `Mar` of an instant's New York date, `2026` in January. */
export function month(at: Instant): string {
  const date = isoDate(utcDay(newYork.wall(at)))
  return date.slice(5, 7) === '01' ? date.slice(0, 4) : MONTHS[Number(date.slice(5, 7)) - 1]
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value)
}
