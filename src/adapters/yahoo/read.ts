import type { Instant } from '../../core/time.ts'

/** Readers of untyped JSON: what is missing or of another type is null, never an error. */

export type Json = Record<string, unknown>

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {}
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

export function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** Epoch seconds, or the Date that Yahoo's library makes of them. */
export function instant(value: unknown): Instant | null {
  if (value instanceof Date) return number(value.getTime())
  const seconds = number(value)
  return seconds === null ? null : seconds * 1000
}

/**
 * The decimal that Yahoo meant: its prices went through single precision, so 166.69 arrives as 166.69000244140625.
 * The shortest decimal with the same single-precision value; numbers that never were single precision stay as they are.
 */
export function price(value: unknown): number | null {
  const exact = number(value)
  if (exact === null || Math.fround(exact) !== exact) return exact
  for (let digits = 4; digits < 10; digits++) {
    const shorter = Number(exact.toPrecision(digits))
    if (Math.fround(shorter) === exact) return shorter
  }
  return exact
}
