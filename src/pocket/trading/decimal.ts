/** The finest part of a share or dollar that the vendor writes. */
const DIGITS = 9

/** A number as the vendor writes it: a plain decimal without exponent, float dust or trailing zeros. */
export function decimal(value: number, digits = DIGITS): string {
  const text = value.toFixed(digits)
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  return trimmed === '-0' ? '0' : trimmed
}

export function decimalOrNull(value: number | null, digits = DIGITS): string | null {
  return value === null ? null : decimal(value, digits)
}

export interface ReadDecimal {
  value: number
  /** Digits after the point, trailing zeros left out. */
  digits: number
}

/** A decimal string, or a number in its place; null when it is neither. */
export function readDecimal(raw: unknown): ReadDecimal | null {
  const text = typeof raw === 'number' && Number.isFinite(raw) ? decimal(raw, 12) : typeof raw === 'string' ? raw.trim() : ''
  const match = /^[+-]?\d{0,15}(?:\.(\d*))?$/.exec(text)
  if (!match || !/\d/.test(text)) return null
  return { value: Number(text), digits: (match[1] ?? '').replace(/0+$/, '').length }
}

/** The whole-number test of a count of shares: rounding of sums is no fraction. */
export function isWhole(shares: number): boolean {
  return Math.abs(shares - Math.round(shares)) < 1e-9
}
