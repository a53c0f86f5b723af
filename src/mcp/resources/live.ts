import { calendarOf } from '../../market/calendar/calendar.ts'
import type { Resource } from '../resource.ts'
import type { ToolCall } from '../tool.ts'
import { answerOf, permitted } from '../tools/run.ts'
import { polled } from './polled.ts'
import { watchQuote } from './quote-watch.ts'
import { symbolsLike } from './symbols.ts'

const LOOK_MS = 1000
const MINUTE = 60_000

export const tradingStatus: Resource = {
  uri: 'trading://status',
  name: 'trading-status',
  title: 'Trading status',
  description: 'Session, health, account with positions and open orders, risk, and the day so far. The same as the tool status.',
  read: (call) => answerOf(call, 'status', {}),
  watch: (call, _, changed) => polled(call, LOOK_MS, () => standing(call), changed),
}

/** What makes the status another one: the phase, a halt, anything written into a journal, and the minute while prices are made. */
async function standing({ context }: ToolCall): Promise<string> {
  const source = await context.source()
  const now = context.asOf(source)
  const { phase } = calendarOf('us').at(now)
  const { journal } = await context.store()
  const written = journal.accounts().map((account) => `${account} ${journal.last(account)}`)
  const minute = phase === 'closed' ? 0 : Math.floor(now / MINUTE)
  return JSON.stringify([phase, minute, context.halted(), written])
}

export const marketConditions: Resource = {
  uri: 'market://conditions',
  name: 'market-conditions',
  title: 'Market conditions',
  description:
    'Regime, volatility, liquidity, momentum and algorithmic activity of an index fund and the first symbols, with the rules that apply and their evidence. The same as the tool conditions.',
  read: (call) => answerOf(call, 'conditions', {}),
  watch: (call, _, changed) => polled(call, LOOK_MS, () => minuteOf(call), changed),
}

async function minuteOf({ context }: ToolCall): Promise<string> {
  const now = context.asOf(await context.source())
  const { phase } = calendarOf('us').at(now)
  return phase === 'closed' ? 'closed' : `${phase} ${Math.floor(now / MINUTE)}`
}

export const marketQuote: Resource = {
  uri: 'market://quote/{symbol}',
  name: 'market-quote',
  title: 'Quote of a symbol',
  description:
    'Last price, bid and ask, and the session so far, with the age of the price. Subscribe to hear of changes, twice a second at most.',
  read: (call, { symbol }) => answerOf(call, 'quote', { symbols: [symbol] }),
  complete: (call, _, typed) => symbolsLike(call, typed),
  async watch(call, { symbol }, changed) {
    await permitted(call, 'quote')
    await watchQuote(call, symbol, changed)
  },
}
