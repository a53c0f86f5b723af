const EXACT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** 10^0 ... 10^22: the powers that a double holds exactly. */
const POWERS = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`))

/**
 * The double nearest to a plain decimal (`-12.5`, `1e5`); NaN for anything else, so that ``, `0x10` and `Infinity` are no numbers.
 * Up to 15 digits the value is digits / power of ten: both exact, so one rounding gives the nearest double (Clinger, "How to read
 * floating point numbers accurately", 1990).
 */
export function parseDecimal(text: string): number {
  const length = text.length
  let mantissa = 0
  let digits = 0
  let point = -1
  let i = 0
  const negative = text.charCodeAt(0) === 45
  if (negative) i = 1
  for (; i < length; i++) {
    const code = text.charCodeAt(i)
    if (code >= 48 && code <= 57) {
      mantissa = mantissa * 10 + (code - 48)
      digits++
    } else if (code === 46 && point < 0) point = digits
    else return parseSlowly(text)
  }
  if (digits === 0 || digits > 15) return parseSlowly(text)
  const value = point < 0 ? mantissa : mantissa / POWERS[digits - point]
  return negative ? -value : value
}

function parseSlowly(text: string): number {
  const trimmed = text.trim()
  return EXACT.test(trimmed) ? Number(trimmed) : Number.NaN
}
