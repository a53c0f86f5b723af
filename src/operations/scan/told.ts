import { type IndicatorNode, render } from '../../analysis/scan/expression.ts'
import { isForecastNode, ruleWords } from '../../analysis/scan/forecast-words.ts'
import type { Operand } from '../../analysis/scan/plan.ts'
import { asOpenbellError, OpenbellError } from '../../core/errors.ts'
import { DAY, type Instant } from '../../core/time.ts'
import { sliceSeries } from '../../engine/check/altered.ts'
import { anchorBefore, anchorOf, rowsBy } from '../../engine/forecast-columns/dates.ts'
import { prepareSeries } from '../../engine/prepare.ts'
import type { PreparedSeries } from '../../engine/types.ts'
import type { Bars } from '../../market/bars.ts'
import { type ForecastAsk, forecast, forecastKey, forecastsAmong } from '../../strategy/forecast.ts'
import { STANDARD_SPAN } from '../backtest/data.ts'
import { mapLimit } from '../common/map-limit.ts'
import { counted } from '../common/words.ts'
import { ForecastPreparer } from '../forecast-columns/prepare.ts'
import type { ScanScope } from './load.ts'

/** What forecasts say of each symbol, by their spelling in the rule. */
export type Told = ReadonlyMap<string, ReadonlyMap<string, number>>

/** Symbols that one forecast is made for at most: all of their past is forecast too, to know what the forecasts are worth. */
const MOST_SYMBOLS = 300

const AT_ONCE = 8

/**
 * Forecasts of every symbol at its last bar that had closed by the as-of, as a strategy would read them there: by models of the newest training
 * date, shared by the symbols of the scan and kept, so that scans until the next date train nothing. Without forecasts in the rule nothing is read.
 * `steps`: most training steps of a network, where it is not the usual number.
 * @throws OpenbellError usage for too many symbols
 */
export async function tellForecasts(
  scope: ScanScope,
  operands: readonly Operand[],
  symbols: readonly string[],
  steps?: number,
): Promise<Told> {
  const nodes = operands.filter((one) => one.type === 'indicator' && isForecastNode(one)) as IndicatorNode[]
  if (nodes.length === 0) return new Map()
  if (symbols.length > MOST_SYMBOLS) {
    const message = `${symbols.length} symbols are too many to forecast in one scan (most: ${MOST_SYMBOLS})`
    throw new OpenbellError('usage', message, `--universe ${symbols.slice(0, 3).join(',')}, or a file of symbols`)
  }
  const asks = nodes.map((node) => askOf(node, steps))
  const { context, timeframe } = scope
  const series = await historiesOf(scope, symbols)
  context.progress.note(
    `forecasts of ${counted(series.length, 'symbol')} are trained together: the first time takes a minute or more, scans of the same ${anchorOf(timeframe)} read what was trained`,
  )
  const preparer = new ForecastPreparer(context)
  try {
    return lastRows(series.length === 0 ? [] : await preparer.fill(series, asks), nodes, asks)
  } finally {
    await preparer.close()
  }
}

function lastRows(series: readonly PreparedSeries[], nodes: readonly IndicatorNode[], asks: readonly ForecastAsk[]): Told {
  return new Map(
    series.map(({ bars, forecasts }) => {
      const values = nodes.map((node, i): [string, number] => {
        const columns = forecasts?.[forecastKey(asks[i])]
        return [render(node), columns?.[ruleWords[node.name].output][bars.length - 1] ?? Number.NaN]
      })
      return [bars.symbol, new Map(values)]
    }),
  )
}

function askOf({ params: [horizon, input] }: IndicatorNode, steps?: number): ForecastAsk {
  const [ask] = forecastsAmong({ one: forecast({ horizon, input, ...(steps !== undefined && { steps }) }) })
  return ask
}

/** Closed bars of each symbol since a date of the calendar, by symbol; symbols that cannot be read are told of by the scan itself. */
async function historiesOf(scope: ScanScope, symbols: readonly string[]): Promise<PreparedSeries[]> {
  const { context, asOf } = scope
  let done = 0
  const all = await mapLimit([...symbols].sort(), AT_ONCE, async (symbol) => {
    const bars = await historyOf(scope, symbol)
    context.progress.update(++done, symbols.length, 'histories to forecast from')
    if (bars === null || bars.length === 0) return null
    const series = prepareSeries(bars)
    const rows = rowsBy({ closeTime: series.closeTime, rows: bars.length }, asOf)
    return rows === 0 ? null : sliceSeries(series, 0, rows)
  })
  return all.filter((one) => one !== null)
}

/** Sources that keep short bars for some days only say `usage` for an older start. */
async function historyOf({ context, source, timeframe, asOf, phases }: ScanScope, symbol: string): Promise<Bars | null> {
  const spans = [STANDARD_SPAN[timeframe], 28 * DAY, 6 * DAY]
  const starts: Instant[] = spans.map((span) => anchorBefore(asOf - span, timeframe))
  for (const from of starts) {
    try {
      const query = { kind: 'bars' as const, symbol, timeframe, from, to: asOf, asOf, session: phases }
      return await source.history(query, context.signal)
    } catch (thrown) {
      const { kind } = asOpenbellError(thrown)
      if (kind === 'canceled' || kind === 'internal' || kind === 'config') throw thrown
      if (kind !== 'usage') return null
    }
  }
  return null
}
