import { OpenbellError } from '../../core/errors.ts'
import { contractRoot, symbolKind } from '../../market/symbols.ts'

/**
 * Yahoo's spelling of our symbol: `NQ` is `NQ=F`, `BTCUSD` is `BTC-USD`, `EURUSD` is `EURUSD=X`, the share class `BRK.B` is `BRK-B`.
 * Throws `usage` for text that is no symbol: the library puts it into the address as it stands.
 */
export function yahooSymbol(symbol: string): string {
  if (!/^[A-Z0-9^][A-Z0-9.^=/-]{0,23}$/.test(symbol)) {
    throw new OpenbellError('usage', `'${symbol}' is not a symbol`, 'symbols look like AAPL, BRK.B, NQ, BTCUSD, EURUSD=X')
  }
  if (symbol.includes('=')) return symbol
  const kind = symbolKind(symbol)
  if (kind === 'future') return continuous(symbol)
  if (kind === 'crypto') return symbol.replace(/[-/]?(USD[TC]?|EUR|GBP|JPY|BTC|ETH)$/, '-$1')
  if (kind === 'fx') return `${symbol.replace(/[/-]/, '')}=X`
  return symbol.replace(/\.([AB])$/, '-$1')
}

function continuous(symbol: string): string {
  const root = contractRoot(symbol)
  if (root === null) return `${symbol}=F`
  throw new OpenbellError('usage', `dated contracts are not read from yahoo: ${symbol}`, `use the continuous contract: ${root}`)
}
