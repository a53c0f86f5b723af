import { Random } from '../../src/analysis/random.ts'
import { fitForecast } from '../../src/engine/forecast/fit.ts'
import type { FitOptions, ForecastSeries } from '../../src/engine/forecast/types.ts'
import { fitTools, seriesOf } from './forecast.ts'
import { randomWalk, structured } from './forecast-series.ts'

const DAY = 86_400_000
const FEWEST_ROWS = 600
const MOST_ROWS = 1_500

export interface Claims {
  /** Series for which it is claimed that a forecast beats the last value, and all of a kind. */
  walks: { claimed: string[]; all: number }
  structured: { claimed: string[]; missed: string[]; all: number }
}

/** What one fit over random walks and structured series together claims of each: 600 to 1,500 rows, daily, ending on the same date. */
export async function claimsOf(walks: number, structures: number, options: FitOptions, seed = 1): Promise<Claims> {
  const random = new Random(seed, 'rows')
  const rows = () => FEWEST_ROWS + random.below(MOST_ROWS - FEWEST_ROWS + 1)
  const of = (id: string, values: Float64Array) => {
    const series = seriesOf(id, values.length, (row) => values[row])
    return { ...series, times: series.times!.map((time) => time + (MOST_ROWS - values.length) * DAY) }
  }
  const series: ForecastSeries[] = []
  for (let i = 0; i < walks; i++) series.push(of(`walk-${i}`, randomWalk(seed + i, rows())))
  for (let i = 0; i < structures; i++) series.push(of(`structured-${i}`, structured(seed + i, rows())))
  const tools = fitTools()
  try {
    const { fitted } = await fitForecast(series, options, tools)
    const ids = (kind: string, claimed: boolean) =>
      fitted.series.filter(({ id, beatsNaive }) => id.startsWith(kind) && beatsNaive === claimed).map(({ id }) => id)
    return {
      walks: { claimed: ids('walk', true), all: walks },
      structured: { claimed: ids('structured', true), missed: ids('structured', false), all: structures },
    }
  } finally {
    await tools.close()
  }
}
