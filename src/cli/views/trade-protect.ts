import type { z } from '../../operations/operation.ts'
import type { tradeProtect } from '../../operations/trade/protect.ts'
import { price } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { orderTable, shares } from './trade-parts.ts'
import type { View } from './view.ts'

type Output = z.output<typeof tradeProtect.output>

export const view: View<Output> = (output, terminal) => {
  const { position, asked, before, orders } = output
  const held = `${shares(position.shares)} ${position.symbol} at ${price(position.averagePrice, position.symbol)}`
  const wanted = asked.map(({ leg, at }) => (at === null ? `${leg} taken away` : `${leg} ${at}`)).join(', ')
  const done = orders !== undefined
  const head = accountLine(output, [held, done ? `set: ${wanted}` : `preview, nothing was set: ${wanted}`], terminal)
  const shown = orders ?? before
  const drawn = shown.length > 0 ? orderTable(shown, terminal) : done ? 'nothing protects it now' : 'nothing protects it yet'
  const flags = asked.map(({ leg, at }) => `--${leg} ${at ?? 'none'}`).join(' ')
  const next = done ? 'openbell trade positions' : `openbell trade protect ${position.symbol} ${flags} --execute`
  return [head, drawn, nextLine([next], terminal)].join('\n\n')
}
