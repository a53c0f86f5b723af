import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { riskCheck } from '../../operations/risk/check.ts'
import { sentView } from './trade-sent.ts'
import type { View } from './view.ts'

type Output = z.output<typeof riskCheck.output>

export const view: View<Output> = (output, terminal) => {
  const { mode, broker, host, limits, ...preview } = output
  const { side, symbol, shares, limit, type } = preview.order
  const price = type === 'limit' && limit !== null ? `--limit ${limit}` : '--market'
  const order = `openbell trade ${side} ${shellWord(symbol)} ${preview.verdict.shares || (shares ?? 1)} ${price}`
  return sentView({ mode, broker, host, limits, preview: { id: null, expiresAt: null, ...preview } }, order, terminal)
}
