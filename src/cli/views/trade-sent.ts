import type { PreviewOutput } from '../../operations/trade/ticket/preview.ts'
import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import { age, count, price } from './format.ts'
import { accountLine } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import { dollars, orderLines, orderWords, shares } from './trade-parts.ts'
import type { Terminal } from './view.ts'

/** An order that was sent, or its preview: what `trade buy`, `sell`, `close` and `approve` answer. */
export function sentView(answer: SentOutput, again: string, terminal: Terminal): string {
  const { preview, order } = answer
  if (order) {
    const lines = [accountLine(answer, ['order'], terminal), ...orderLines(order, terminal), ...shrunk(answer, terminal)]
    return [...lines, '', afterOrder(order, terminal)].join('\n')
  }
  return preview ? previewView(answer, preview, again, terminal) : accountLine(answer, [], terminal)
}

/** A person who asked for more must see that less was sent, and why. */
function shrunk({ verdict }: SentOutput, { paint }: Terminal): string[] {
  const why = verdict?.outcome === 'shrink' ? verdict.rules.filter((one) => one.outcome === 'shrink') : []
  return why.map((one) => paint.yellow(`! shrunk to ${shares(verdict!.shares)} shares: ${one.message}`))
}

function afterOrder({ clientOrderId, state }: NonNullable<SentOutput['order']>, terminal: Terminal): string {
  const unclear = ['submitted', 'unknown', 'intended'].includes(state)
  const open = ['accepted', 'partially-filled'].includes(state)
  const more = unclear ? 'openbell trade reconcile' : open ? `openbell trade cancel ${clientOrderId}` : 'openbell trade positions'
  return nextLine([`openbell trade order ${clientOrderId}`, more], terminal)
}

function previewView(answer: SentOutput, preview: PreviewOutput, again: string, terminal: Terminal): string {
  const { paint } = terminal
  const denied = preview.verdict.outcome === 'deny'
  const title = `${accountLine(answer, ['preview, nothing was sent'], terminal)}\n${paint.bold(orderWords(preview.order))}`
  const parts = [
    [title, ...legLine(preview), quoteLine(preview, terminal), costLine(preview)].join('\n'),
    rules(preview, terminal),
    effect(preview),
    preview.warnings.length > 0
      ? paint.yellow(
          paragraphs(
            preview.warnings.map((one) => `! ${one}`),
            terminal,
          ),
        )
      : '',
    denied
      ? nextLine(['openbell risk', 'openbell trade status'], terminal)
      : nextLine(preview.id ? [`openbell trade approve ${preview.id}`] : [again], terminal),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function legLine({ order: { symbol, legs, orderClass } }: PreviewOutput): string[] {
  if (!legs) return []
  const named = [
    legs.stop === null ? '' : `stop ${price(legs.stop, symbol)}`,
    legs.trail === null ? '' : `trailing stop ${legs.trail}`,
    legs.target === null ? '' : `target ${price(legs.target, symbol)}`,
  ]
  return [`protected by ${named.filter((one) => one !== '').join(', ')} (${orderClass})`]
}

function quoteLine({ quote, order: { symbol } }: PreviewOutput, { paint }: Terminal): string {
  if (!quote) return paint.yellow('no quote')
  const sides =
    quote.bid === null && quote.ask === null ? '' : `, bid ${price(quote.bid, symbol)} ask ${price(quote.ask, symbol)}`
  const made = `${age(quote.ageMs)} old, ${newYork(quote.time)} New York, ${quote.source} feed ${quote.feed}`
  return `last ${price(quote.price, symbol)}${sides} (${made})`
}

function costLine({ notional, fees }: PreviewOutput): string {
  return `worth ${dollars(notional)}, fees ${dollars(fees)}`
}

function rules({ verdict }: PreviewOutput, terminal: Terminal): string {
  const { paint } = terminal
  const paints = { allow: paint.green, shrink: paint.yellow, deny: paint.red }
  const asked = verdict.rules.length
  const said = verdict.rules.filter((one) => one.outcome !== 'allow')
  const head = `${paint.bold('Risk')}: ${paints[verdict.outcome](verdict.outcome)}${verdict.outcome === 'shrink' ? ` to ${shares(verdict.shares)} shares` : ''}, ${count(asked)} rules asked`
  const rows = [...said, ...verdict.rules.filter((one) => one.outcome === 'allow')]
  if (rows.length === 0) return head
  const drawn = table(
    [
      { title: 'Rule', cell: (one) => one.rule },
      { title: 'Says', cell: (one) => paints[one.outcome](one.outcome) },
      { title: 'Value', align: 'right', drop: 2, cell: (one) => figure(one.value) },
      { title: 'Limit', align: 'right', drop: 1, cell: (one) => figure(one.limit) },
      { title: 'Why', least: 20, cell: (one) => one.message },
    ],
    rows,
    terminal,
  )
  return `${head}\n${drawn}`
}

/** Rules measure shares, dollars, fractions and minutes: the message has the unit. */
function figure(value: number | null): string {
  if (value === null) return ''
  return Math.abs(value) >= 1000 ? count(value) : String(Number(value.toPrecision(4)))
}

function effect({ account, order: { symbol } }: PreviewOutput): string {
  const share = account.positionShareAfter
  const held = `${shares(account.positionAfter)} ${symbol}${share === null ? '' : ` (${(share * 100).toFixed(2)}% of equity)`}`
  const gross = account.grossExposureAfter === null ? 'n/a' : `${(account.grossExposureAfter * 100).toFixed(2)}%`
  return [
    `cash ${dollars(account.cash)} -> ${dollars(account.cashAfter)}, equity ${dollars(account.equity)}, buying power ${dollars(account.buyingPower)}`,
    `after a whole fill: ${held} held, gross exposure ${gross}`,
  ].join('\n')
}
