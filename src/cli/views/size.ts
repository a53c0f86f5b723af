import { shellWord } from '../../operations/common/words.ts'
import type { SizeOutput } from '../../operations/size/output.ts'
import { factLine } from './fact-line.ts'
import { count, price, stamp } from './format.ts'
import { money } from './metric.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<SizeOutput> = (output, terminal) => {
  const { paint } = terminal
  const { symbol, side, shares, limitedBy, allowed } = output
  const limits = limitedBy.map((rule) => `${rule.rule}: ${rule.message}`)
  const parts = [
    factLine(provenance(output, terminal), terminal),
    factLine(accountOf(output, terminal), terminal),
    `${paint.bold(`${side} ${count(shares)} ${symbol}`)} at ${price(output.price, symbol)} = $${money(output.notional)}${stopOf(output)}`,
    paragraphs([output.formula, output.reference], terminal),
    paint.yellow(paragraphs([...limits, ...output.warnings], terminal)),
    next(symbol, side, Math.min(shares, allowed), terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function accountOf({ mode, broker, host, equity }: SizeOutput, terminal: Terminal): string {
  const worth = `equity $${money(equity)}`
  if (mode === null || broker === null) return `no account asked · ${worth}`
  return accountLine({ mode, broker, host }, [worth], terminal)
}

function stopOf({ symbol, stop, riskMoney, priceTime }: SizeOutput): string {
  const made = priceTime === null ? ' · price as typed' : ` · price of ${stamp(priceTime.replace(/\.\d+Z$/, 'Z'))}`
  return stop === null ? made : ` · stop ${price(stop, symbol)} · $${money(riskMoney)} at risk${made}`
}

function next(symbol: string, side: 'buy' | 'sell', shares: number, terminal: Terminal): string {
  return shares > 0 ? nextLine([`openbell risk check ${shellWord(symbol)} ${side} ${shares}`], terminal) : ''
}
