import { shellWord } from '../../operations/common/words.ts'
import type { TradeRunEvent } from '../../operations/trade/running/events.ts'
import { number } from './format.ts'
import { modeLabel } from './mode-label.ts'
import { newYork } from './new-york.ts'
import { nextLine } from './next.ts'
import type { Terminal, View } from './view.ts'

/** One event a line: when (New York), which account, what happened. The end is a few lines. */
export const view: View<TradeRunEvent> = (event, terminal) => {
  const line = [newYork(event.time), modeLabel(event, terminal), word(event, terminal), event.message].join('  ')
  if (event.limits && event.phase === 'opened') return [line, ...event.limits.text.map((text) => `    ${text}`)].join('\n')
  if (!event.summary) return line
  return [
    line,
    ...summaryLines(event.summary),
    nextLine([`openbell trade history${ofAccount(event.summary, terminal)}`], terminal),
  ].join('\n')
}

/** A day of the past has an account of its own, which nobody typed: what comes next must name it. */
function ofAccount({ account }: NonNullable<TradeRunEvent['summary']>, { typed = '' }: Terminal): string {
  const [kind, name] = account.split(':')
  return kind !== 'simulated' || name === 'main' || typed.includes(' --account ') ? '' : ` --account ${shellWord(name)}`
}

const WIDTH = 'status'.length + 1

function word({ type, outcome }: TradeRunEvent, { paint }: Terminal): string {
  const text = type.padEnd(WIDTH)
  if (type === 'denied' || outcome === 'rejected') return paint.red(text)
  if (type === 'alert' || type === 'quality') return paint.yellow(text)
  if (type === 'fill') return paint.green(text)
  return type === 'status' ? paint.bold(text) : text
}

function summaryLines({
  bars,
  intents,
  orders,
  fills,
  equity,
  denied,
  ignored,
}: NonNullable<TradeRunEvent['summary']>): string[] {
  const counted = (rows: { rule: string; count: number }[]) =>
    rows.length === 0 ? 'none' : rows.map(({ rule, count }) => `${rule} ${count}`).join(', ')
  return [
    `    bars decided on ${bars} · intents ${intents} · orders ${orders} · fills ${fills} · equity ${number(equity)}`,
    `    denied: ${counted(denied)}`,
    `    came to nothing: ${counted(ignored)}`,
  ]
}
