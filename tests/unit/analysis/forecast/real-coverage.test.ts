import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ToldPast } from '../../../../src/analysis/forecast/conformal.ts'
import { pastBands } from '../../../../src/analysis/forecast/past-bands.ts'
import { ewmaVolatility } from '../../../../src/analysis/forecast/volatility.ts'

const folder = join(process.env.OPENBELL_REAL_DATA ?? '', 'bars-1day')
const real = Boolean(process.env.OPENBELL_REAL_DATA) && existsSync(folder)
const HORIZON = 30
const LEVELS = [0.8, 0.95]
/** Twenty symbols; of two files of one symbol the longer. */
const FILES =
  /^(?:(?:AAPL|AMZN|BA|CAT|CSCO|DIS|GE|GOOGL|HD|INTC|JPM|KO|MCD|PFE|XOM)_2006-2017|(?:IWM|QQQ|SPY)_[\d-]*_lean|MSFT_1990\S*|ORCL_1995\S*)\.csv$/

const closesOf = (file: string) =>
  readFileSync(join(folder, file), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => Math.log(Number(line.split(',')[4])))

/** The last value's forecasts at every origin after the first two fifths. */
function naivePast(z: number[]): ToldPast {
  const first = Math.floor(0.4 * z.length)
  const volatility = ewmaVolatility(z)
  const origins = Int32Array.from({ length: z.length - HORIZON - first }, (_, i) => first + i)
  const came = Float64Array.from({ length: origins.length * HORIZON }, (_, k) => {
    const origin = origins[Math.floor(k / HORIZON)]
    return z[origin + 1 + (k % HORIZON)] - z[origin]
  })
  const scale = Float64Array.from(origins, (origin) => volatility[origin])
  return { past: { horizon: HORIZON, origins, scale, came }, told: new Float64Array(came.length) }
}

/** Share of steps inside each level's band, over all series. */
function achieved(all: readonly number[][]): number[] {
  const held = LEVELS.map(() => 0)
  let steps = 0
  for (const z of all) {
    const one = naivePast(z)
    const bands = pastBands(one, [], LEVELS)
    for (let k = 0; k < one.past.came.length; k++) {
      if (bands[0].calibrated[Math.floor(k / HORIZON)] === 0) continue
      steps++
      for (const [level, band] of bands.entries())
        if (one.past.came[k] >= band.low[k] && one.past.came[k] <= band.high[k]) held[level]++
    }
  }
  return held.map((count) => count / steps)
}

function expectHonest([eighty, ninetyFive]: number[]): void {
  expect(eighty).toBeGreaterThan(0.76)
  expect(eighty).toBeLessThan(0.84)
  expect(ninetyFive).toBeGreaterThan(0.93)
  expect(ninetyFive).toBeLessThan(0.975)
}

const title = 'bands around the last value of real daily prices'
describe.skipIf(!real)(real ? title : `${title} (skipped: OPENBELL_REAL_DATA is not set)`, () => {
  const all = real
    ? readdirSync(folder)
        .filter((file) => FILES.test(file))
        .map(closesOf)
    : []

  it('hold what they say over 20 symbols', () => {
    expect(all).toHaveLength(20)
    expectHonest(achieved(all))
  })

  it('and over six years of each, through the crisis of 2008 and after it', () => {
    const decade = all.filter((z) => z.length > 3000 && z.length < 3100)
    expect(decade.length).toBeGreaterThan(10)
    for (const end of [1000, 1500, 2000, 2500, 3000])
      expectHonest(achieved(decade.map((z) => z.slice(Math.max(0, end - 1500), end))))
  })
})
