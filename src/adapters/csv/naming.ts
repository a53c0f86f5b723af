import { basename } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'

const SYMBOL = /^[A-Z0-9^][A-Z0-9.\-/^]{0,19}$/

/** A symbol as it is stored, or null when the text cannot be one. */
export function readSymbol(text: string): string | null {
  const symbol = normalizeSymbol(text)
  return SYMBOL.test(symbol) ? symbol : null
}

/**
 * The symbol that a file name begins with: `AAPL_20140605-20140609_lean.csv` -> AAPL, `BTC-USD_1m.csv.gz` -> BTC-USD.
 * @throws usage when the name begins with something else.
 */
export function symbolOfFile(file: string): string {
  const stem = basename(file)
    .replace(/\.gz$/i, '')
    .replace(/\.(csv|txt|tsv)$/i, '')
  const symbol = readSymbol(stem.split(/[_ ]/)[0])
  if (symbol) return symbol
  throw new OpenbellError('usage', `${file} has no symbol column and its name begins with no symbol`, 'say it: --symbol SPY')
}
