import { rateLiquidity } from '../../analysis/liquidity.ts'
import { REGIME_RULES } from '../../analysis/regime/regime.ts'
import { iso } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { parseTimeframe } from '../../market/timeframe.ts'
import type { MarketDataSource } from '../../ports/market-data.ts'
import { type AnalyzeRequest, analyseSymbol } from '../analyze/analysis.ts'
import type { AnalyzeResult } from '../analyze/output.ts'
import { coverageOf } from '../common/feed-coverage.ts'
import { countPrints } from '../common/prints-per-minute.ts'
import { forEachSymbol, timeframeInput } from '../common/shared.ts'
import { resolveUniverse } from '../common/universe.ts'
import { type Context, defineOperation, z } from '../operation.ts'
import { probeSymbol } from '../startup/market.ts'
import { sessionAt } from '../startup/session.ts'
import { type Conditions, type ConditionsOutput, conditionsOutput } from './output.ts'
import { ALGORITHMIC_FROM, recommendationsOf } from './recommendations.ts'

/** Symbols of the default answer: an index fund of the source and the head of its universe. */
const DEFAULT_SYMBOLS = 3
const MOST_SYMBOLS = 20

const HELP = `Every recommendation is a rule of this house that applies now, with the figure that made it apply and the threshold it was
compared with. None is a forecast, and none is advice about a person's money.
  regime, volatility   as analyze says them: a trend from ${REGIME_RULES.trendFrom}, high volatility above the median of its own past
  liquidity            mean prints of the last five regular minutes against the minimum of the settings
  algorithmic          a heuristic score of the prints; above ${ALGORITHMIC_FROM} they count as machine-made`

/** The weather of the market: regime, volatility, liquidity, momentum and algorithmic activity, with what the rules say of it. */
export const conditions = defineOperation({
  name: 'conditions',
  toolset: 'analysis',
  summary: 'Tell the conditions: regime, volatility, liquidity, momentum, algorithmic activity, and the rules that apply.',
  effect: 'read',
  input: z.strictObject({
    symbols: z
      .array(z.string())
      .max(MOST_SYMBOLS)
      .default([])
      .describe('Symbols; default an index fund and the first that the source lists')
      .meta({ positional: true }),
    timeframe: timeframeInput('1d'),
  }),
  output: conditionsOutput,
  help: HELP,
  examples: [
    { title: 'The market', input: {} },
    { title: 'Two symbols within the day', input: { symbols: ['SIMALL', 'SIMTEC'], timeframe: '5m' } },
  ],
  async run(context, input) {
    const timeframe = parseTimeframe(input.timeframe)
    const source = await context.source()
    const asOf = context.asOf(source)
    const asked = input.symbols.length > 0
    const symbols = asked ? input.symbols : await headOf(context, source, asOf)
    let done = 0
    const { results, failed } = await forEachSymbol(context, symbols, async (symbol) => {
      context.progress.update(done++, symbols.length, symbol)
      return conditionsOf(context, source, { symbol, timeframe, asOf, bars: 250 })
    })
    const feed = [...new Set(results.map((result) => result.feed))].join(',')
    const { phase } = sessionAt(asOf)
    const head = { asOf: iso(asOf), source: source.name, feed, timeframe, phase }
    return { ...head, chosen: asked ? ('asked' as const) : ('default' as const), breadth: breadthOf(results), results, failed }
  },
})

async function headOf(context: Context, source: MarketDataSource, asOf: number): Promise<string[]> {
  const universe = await resolveUniverse(context, source, null)
  return [...new Set([await probeSymbol(context, source, asOf), ...universe.symbols])].slice(0, DEFAULT_SYMBOLS)
}

async function conditionsOf(context: Context, source: MarketDataSource, request: AnalyzeRequest): Promise<Conditions> {
  const { result } = await analyseSymbol(context, source, request)
  // Of old data the last minutes that it has: as peak-trough counts them.
  const close = barClose(request.timeframe, Date.parse(result.time), calendarFor(request.symbol))
  const prints = await countPrints(source, request.symbol, result.stale ? close : request.asOf, context.signal)
  const minimum = context.settings.minimumPrintsPerMinute
  const facts = {
    ...factsOf(result),
    liquidity: {
      ...rateLiquidity(prints?.perMinute ?? null, minimum),
      minimum,
      coverage: coverageOf(source, prints?.feed ?? result.feed),
    },
  }
  return { ...facts, recommendations: recommendationsOf(facts) }
}

function factsOf({ symbol, feed, time, price, stale, quick, regime, momentum, breakout, algorithmic }: AnalyzeResult) {
  const { volatility, volatilityRank, thresholds, adx, drift, name } = regime
  const level = volatilityRank === null ? 'unknown' : volatilityRank > thresholds.highFrom ? 'high' : 'low'
  return {
    ...{ symbol, feed, time, price, stale },
    regime: { name, trend: quick.trend, strength: quick.strength, adx, drift },
    volatility: { level: level as Conditions['volatility']['level'], perBar: volatility, percentile: volatilityRank },
    momentum: momentumOf(momentum),
    breakout: { state: breakout.state, volumeRatio: breakout.volumeRatio },
    algorithmic: algorithmic && {
      probability: algorithmic.probability,
      pattern: algorithmic.pattern,
      prints: algorithmic.prints,
    },
  }
}

function momentumOf(windows: AnalyzeResult['momentum']): Conditions['momentum'] {
  const over = (bars: number) => windows.find((one) => one.bars === bars)?.change ?? null
  const changes = [over(1), over(5), over(20)]
  const known = changes.filter((change) => change !== null)
  const agree = (sign: number) => known.length === 3 && known.every((change) => Math.sign(change) === sign)
  const direction = known.length < 3 ? 'unknown' : agree(1) ? 'up' : agree(-1) ? 'down' : 'mixed'
  return { change1: changes[0], change5: changes[1], change20: changes[2], direction }
}

function breadthOf(results: readonly Conditions[]): ConditionsOutput['breadth'] {
  const trend = (name: Conditions['regime']['trend']) => results.filter(({ regime }) => regime.trend === name).length
  return {
    symbols: results.length,
    ...{ up: trend('up'), down: trend('down'), sideways: trend('sideways') },
    highVolatility: results.filter(({ volatility }) => volatility.level === 'high').length,
    liquid: results.filter(({ liquidity }) => liquidity.meetsMinimum).length,
  }
}
