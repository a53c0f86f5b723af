import { DAY, type DayNumber, type Instant, parseDate, parseInstant } from '../core/time.ts'
import { newYorkMidnight } from '../market/calendar/new-york.ts'
import { badParameter } from './reply.ts'

export const HISTORICAL_FEEDS = ['sip', 'iex', 'boats', 'otc'] as const
export const LATEST_FEEDS = [...HISTORICAL_FEEDS, 'delayed_sip', 'overnight'] as const

/** The `symbols` list (or the one symbol of a path): upper case, without repeats, sorted as pages are. */
export function readSymbols(query: URLSearchParams, single: string | undefined): string[] {
  const text = single ?? query.get('symbols') ?? ''
  const symbols = text.split(',').map((one) => one.trim().toUpperCase())
  if (symbols.every((one) => one === '')) throw badParameter('symbols is required')
  const wrong = symbols.find((one) => !/^[A-Z][A-Z.\-/]{0,15}$/.test(one))
  if (wrong !== undefined) throw badParameter(`invalid symbol: ${wrong}`)
  return [...new Set(symbols)].sort()
}

/** A yes or no; Python clients write `True`. Absent or anything else = no. */
export function readFlag(query: URLSearchParams, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true'
}

/** A whole number between bounds. */
export function readWhole(query: URLSearchParams, name: string, fallback: number, low: number, high: number): number {
  const text = query.get(name)
  if (text === null || text === '') return fallback
  const value = Number(text)
  if (!Number.isInteger(value) || value < low || value > high)
    throw badParameter(`invalid ${name}: must be between ${low} and ${high}`)
  return value
}

/** An RFC 3339 instant, or a date: the first (`start`) or last (`end`) instant of that New York day. */
export function readInstant(query: URLSearchParams, name: 'start' | 'end'): Instant | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const day = parseDate(text)
  if (day !== null) return name === 'start' ? newYorkMidnight(day) : newYorkMidnight(day + 1) - 1
  const at = parseInstant(text)
  if (at === null) throw badParameter(`invalid ${name}: ${text}`)
  return at
}

/** A date of the form `YYYY-MM-DD` (a longer stamp counts by its date). */
export function readDay(query: URLSearchParams, name: string): DayNumber | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const day = parseDate(text.slice(0, 10))
  if (day === null) throw badParameter(`invalid ${name}: ${text}`)
  return day
}

export function readChoice<T extends string>(query: URLSearchParams, name: string, choices: readonly T[]): T | null {
  const text = query.get(name)
  if (text === null || text === '') return null
  const found = choices.find((one) => one === text.toLowerCase())
  if (!found) throw badParameter(`invalid ${name}: ${text}`)
  return found
}

/** How long the free plan waits for consolidated data. */
export const SIP_DELAY_MS = DAY / 96
