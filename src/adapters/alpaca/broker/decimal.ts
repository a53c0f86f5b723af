import { OpenbellError } from '../../../core/errors.ts'

/** The vendor takes so many decimals at most. */
const MOST_DECIMALS = 9
/** Digits that a double holds for certain; what stands behind them is noise of the arithmetic. */
const SURE_DIGITS = 15

/**
 * A positive number as the vendor's decimal text: no exponent, no noise (0.1 + 0.2 is `0.3`), nine decimals at most.
 * @throws OpenbellError `usage` for what is no positive number or too small to say
 */
export function decimalText(value: number, what: string): string {
  const before = Math.max(1, Math.floor(Math.log10(value)) + 1)
  const text = value > 0 && value < 1e15 ? value.toFixed(Math.min(MOST_DECIMALS, SURE_DIGITS - before)) : ''
  const bare = text.includes('.') ? text.replace(/\.?0+$/, '') : text
  if (bare !== '' && Number(bare) > 0) return bare
  throw new OpenbellError(
    'usage',
    `${what} of ${value} cannot be sent: it must be a positive number of at most ${MOST_DECIMALS} decimals`,
  )
}
