import type { ForecastResult } from '../../operations/forecast/output.ts'
import { levelWords, share, signed, span } from '../../operations/forecast/words.ts'
import { price } from './format.ts'
import { table } from './table.ts'
import type { Terminal } from './view.ts'

/** A row each: enough to choose by, and what decides whether it may be believed. */
export function forecastTable(results: ForecastResult[], terminal: Terminal): string {
  return table<ForecastResult>(
    [
      { title: 'symbol', cell: (one) => one.symbol },
      { title: 'last', align: 'right', cell: (one) => price(one.last, one.symbol) },
      { title: endTitle(results), align: 'right', drop: 2, cell: endBand },
      { title: 'P(up)', align: 'right', drop: 3, cell: (one) => share(one.signal.probabilityUp, 0) },
      { title: 'skill', align: 'right', cell: (one) => signed(one.evaluation.skill) },
      { title: '95% interval', drop: 1, cell: (one) => span(one.evaluation.skillLow, one.evaluation.skillHigh) },
      { title: 'beats last value', drop: 4, cell: (one) => (one.beatsNaive ? 'yes' : 'no') },
      { title: 'shown', drop: 5, cell: (one) => one.model.shown },
      { title: 'signal', cell: (one) => action(one, terminal) },
    ],
    results,
    terminal,
  )
}

function endTitle([first]: ForecastResult[]): string {
  const last = first.points[first.points.length - 1]
  const [band] = last?.bands ?? []
  return band ? `${levelWords(band.level)} band, step ${last.step}` : 'band'
}

function endBand({ points, symbol }: ForecastResult): string {
  return bandText(points[points.length - 1]?.bands[0], symbol)
}

/** `118.20 to 126.30`. */
export function bandText(band: { low: number; high: number } | undefined, symbol: string): string {
  return band ? `${price(band.low, symbol)} to ${price(band.high, symbol)}` : 'n/a'
}

/** The signal by its colour and its word. */
export function action({ signal }: Pick<ForecastResult, 'signal'>, { paint }: Terminal): string {
  if (signal.action === 'BUY') return paint.green('BUY')
  return signal.action === 'SELL' ? paint.red('SELL') : 'HOLD'
}
