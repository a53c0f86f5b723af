import { until } from '../../market/trading-rules.ts'
import type { Conditions } from '../../operations/conditions/output.ts'
import type { Prompt } from '../resource.ts'
import { startingWith, symbolsLike } from '../resources/symbols.ts'
import type { ToolCall } from '../tool.ts'
import { chosen, namesOf, RISK_LEVELS, SESSION_TYPES } from './choices.ts'
import { allowed, emergency, placing } from './house.ts'
import { type TradingFacts, targetSymbols, tradingFacts } from './trading-facts.ts'
import { clip, clockOf, dollars, listed, percent, plain, share } from './words.ts'

/** Rules of a symbol that are named, in the order of `conditions`. */
const MOST_RULES = 3

const types = namesOf(SESSION_TYPES)
const levels = namesOf(RISK_LEVELS)

export const dayTradingGuide: Prompt = {
  name: 'day_trading_session_guide',
  title: 'Day trading session guide',
  description: 'How to go through a day trading session now: what is open, what is wrong, what may be done, step by step.',
  arguments: [
    {
      name: 'session_type',
      description: `${types.join(' or ')}; default momentum`,
      required: false,
      complete: async (_, typed) => startingWith(types, typed),
    },
    {
      name: 'risk_level',
      description: `${levels.join(', ')}; default conservative`,
      required: false,
      complete: async (_, typed) => startingWith(levels, typed),
    },
    {
      name: 'target_symbols',
      description: 'Symbols with commas, six at most; default an index fund and the first that the source lists',
      required: false,
      complete: (call, typed) => lastSymbol(call, typed),
    },
  ],
  async write(call, { session_type, risk_level, target_symbols }) {
    const type = chosen('session_type', session_type, types, 'momentum')
    const level = chosen('risk_level', risk_level, levels, 'conservative')
    return guideText(call, await tradingFacts(call, type, level, targetSymbols(target_symbols)))
  },
}

/** Completes the symbol after the last comma; what stands before it stays. */
async function lastSymbol(call: ToolCall, typed: string): Promise<string[]> {
  const at = typed.lastIndexOf(',') + 1
  const named = typed
    .slice(0, at)
    .toUpperCase()
    .split(/[\s,]+/)
  const others = (await symbolsLike(call, typed.slice(at))).filter((symbol) => !named.includes(symbol))
  return others.map((symbol) => `${typed.slice(0, at)}${symbol}`)
}

/** The guide in words; every figure is one of the facts. */
export function guideText(call: ToolCall, facts: TradingFacts): string {
  const { type, level, status } = facts
  const { summary, steps } = SESSION_TYPES[type]
  const place = status.broker === 'simulated' ? 'a simulated account' : `the ${status.broker} account`
  const data = status.source === 'simulated' ? 'SIMULATED market data (no real prices)' : `data from ${status.source}`
  return [
    `# ${type} session, ${level} risk`,
    `As of ${status.asOf}: ${data}, mode ${status.mode}, ${place}. Figures below are of that moment; ask \`status\` and \`conditions\` again before you act.`,
    section('State', stateLines(facts)),
    section('What this server may do', [
      allowed(call),
      'It never moves a limit, a mode or a halt; the risk gate judges every order again.',
    ]),
    section('Symbols', symbolLines(facts)),
    section(
      `Session type: ${summary}`,
      steps.map((step, i) => `${i + 1}. ${step}`),
    ),
    section('Every entry', entryLines(facts, placing(call))),
    section('The day (New York time)', phaseLines(facts)),
    section('Emergency', emergency(call)),
  ].join('\n\n')
}

const section = (title: string, lines: readonly string[]) => `## ${title}\n${lines.join('\n')}`

function stateLines({ status, past }: TradingFacts): string[] {
  const { session, health, account, risk, today, failed } = status
  const { opensIn, closesIn, holiday, quietWindow } = session
  const turn =
    closesIn !== null ? `closes in ${until(closesIn)}` : opensIn !== null ? `opens in ${until(opensIn)}` : 'no next open is known'
  const quiet = quietWindow?.now ? `; QUIET WINDOW until ${clockOf(quietWindow.to)}: no new orders` : ''
  const wrong = [...health.failed, ...health.warned]
  const words = (one: (typeof wrong)[number]) =>
    `${health.failed.includes(one) ? 'FAILED' : 'warns'} ${one.name}: ${clip(one.message)}`
  return [
    `- Market ${session.phase} (${session.part}), date ${session.date}${holiday ? ` (${clip(holiday, 30)})` : ''}, ${turn}${quiet}.`,
    `- Checks: ${health.ready ? 'none failed' : 'NOT READY, trade nothing until these are mended'}${wrong.length > 0 ? '' : ', none warns'}.`,
    ...listed(wrong, 4, words).map((line) => `  ${line}`),
    ...(health.halted
      ? [`- HALTED${risk?.by ? ` by ${clip(risk.by, 40)}: ${clip(risk.reason ?? 'no reason', 60)}` : ''}: no entries.`]
      : []),
    ...(health.diverged ? [`- Books and broker DISAGREE: ${clip(health.diverged, 60)}. No entries.`] : []),
    ...(health.unknownOrders.length > 0 ? [`- ${health.unknownOrders.length} orders of UNKNOWN fate: reconcile first.`] : []),
    ...(account ? accountLines(account) : failed.map(({ part, message }) => `- No ${part}: ${clip(message)}.`).slice(0, 3)),
    ...(risk ? [`- Trading ${risk.state}; ${risk.near.length} of ${risk.limits} limits near${nearest(risk)}.`] : []),
    ...(today
      ? [`- Today: ${today.roundTrips} round trips, ${dollars(today.profit)} after fees, ${today.denied} intents denied.`]
      : []),
    ...(past ? [pastLine(past)] : []),
  ]
}

/** Too short a history is said as such: a model fills no gap of it. */
function pastLine({
  from,
  days,
  totalReturn,
  sharpe,
  maxDrawdown,
  roundTrips,
  winRate,
}: NonNullable<TradingFacts['past']>): string {
  const trips = roundTrips === 0 ? 'no round trip has ended' : `${roundTrips} round trips, ${share(winRate ?? 0, 0)} won`
  if (totalReturn === null) return `- Before: ${trips}; too few marked days (${days}) for a return.`
  const ratio = sharpe === null ? 'too short for a Sharpe ratio' : `Sharpe ${plain(sharpe, 2)}`
  return `- Since ${from}: ${percent(totalReturn)}, drawdown ${share(maxDrawdown ?? 0, 1)}, ${ratio}; ${trips}.`
}

function accountLines({
  equity,
  dayProfit,
  positions,
  openOrderCount,
}: NonNullable<TradingFacts['status']['account']>): string[] {
  const held = listed(positions, 3, ({ symbol, shares, profitFraction, stop, alert }) => {
    const guard = stop === null ? 'NO STOP' : `stop ${stop}`
    return `${symbol} ${shares} shares, ${percent(profitFraction)}, ${guard}${alert ? `, ${alert}` : ''}`
  })
  const head = `- Equity ${dollars(equity)}, day ${dollars(dayProfit)}; ${positions.length} positions, ${openOrderCount} open orders.`
  return [head, ...held.map((line) => `  ${line}`)]
}

function nearest({ near }: NonNullable<TradingFacts['status']['risk']>): string {
  return near.length === 0
    ? ''
    : `: ${near
        .slice(0, 3)
        .map(({ rule, value, limit }) => `${rule} ${plain(value, 3)} of ${plain(limit, 3)}`)
        .join(', ')}`
}

function symbolLines({ conditions, unknown }: TradingFacts): string[] {
  if (!conditions) return [`No conditions: ${clip(unknown ?? 'not known')}. Name symbols that the source has.`]
  const failed = conditions.failed.slice(0, 2).map(({ symbol, message }) => `- ${symbol}: ${clip(message, 60)}`)
  return [...conditions.results.map(symbolLine), ...failed]
}

function symbolLine({ symbol, price, stale, regime, volatility, liquidity, momentum, recommendations }: Conditions): string {
  const prints = liquidity.printsPerMinute === null ? 'prints unknown' : `${plain(liquidity.printsPerMinute)} prints a minute`
  const enough = liquidity.meetsMinimum ? 'enough' : 'TOO FEW to trade'
  const rules = recommendations
    .slice(0, MOST_RULES)
    .map(({ rule }) => rule)
    .join(', ')
  return `- ${symbol} ${price.toFixed(2)}${stale ? ' STALE' : ''}: trend ${regime.trend}, volatility ${volatility.level}, 5 bars ${percent(momentum.change5)}; ${prints} (${enough}); rules: ${rules || 'none'}`
}

function entryLines({ budget, minimumPrints, losingStreak, level }: TradingFacts, how: string): string[] {
  const money = budget.money === null ? '' : ` (${dollars(budget.money)})`
  const streak =
    losingStreak === null
      ? []
      : [`5. The limits stop entries for a while after ${losingStreak} losses in a row: stop before, and \`wrap\` the day.`]
  return [
    `1. A limit order with a stop, on a symbol with at least ${minimumPrints} prints a minute, on data that is not stale.`,
    `2. Size: \`size\` with fraction ${Number(budget.share.toPrecision(3))}: at ${level} risk an entry may lose ${share(budget.share)} of equity${money} at its stop, ${budget.of}.`,
    `3. ${how}`,
    '4. After the fill: the stop must live at the broker (`trade_positions` says protectedShares).',
    ...streak,
  ]
}

function phaseLines({ hours, quietWindows }: TradingFacts): string[] {
  if (!hours) return ['No regular session on that date: prepare, analyse, trade nothing.']
  const at = (minutes: number, from: number) => clockOf(from + minutes * 60_000)
  const { open, close, halfDay } = hours
  const quiet =
    quietWindows.length > 0
      ? `NO new orders ${quietWindows.slice(0, 3).join(', ')}.`
      : 'The limits in force forbid no orders in it.'
  return [
    '- 06:00 pre-market: `startup`, `scan` with rule `gap`; thin, limit orders only.',
    `- 08:00 burst: algorithms open the day and prices jump; trust no signal from it. ${quiet}`,
    `- ${clockOf(open)} to ${at(30, open)} opening: the widest moves and spreads; watch first.`,
    `- ${at(30, open)} to ${at(-30, close)} active: the plan above.`,
    `- ${at(-30, close)} to ${clockOf(close)} wrap${halfDay ? ' (HALF DAY)' : ''}: no new entries; be flat by the close, then \`wrap\`.`,
    '- After the close: thin; protect, do not enter.',
  ]
}
