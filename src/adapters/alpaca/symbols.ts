import { OpenbellError } from '../../core/errors.ts'
import { normalizeSymbol, symbolKind } from '../../market/symbols.ts'

/** @throws OpenbellError `usage` for what this source never carries */
export function stockSymbol(text: string): string {
  const symbol = normalizeSymbol(text)
  const kind = symbolKind(symbol)
  if (kind === 'equity') return symbol
  throw new OpenbellError(
    'usage',
    `${symbol} is a ${kind}; the alpaca source carries US stocks and funds`,
    'try --source simulated, yahoo or store',
  )
}
