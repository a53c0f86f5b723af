import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { forecastEvaluate } from '../../src/operations/forecast/evaluate.ts'
import { createTestContext } from '../support/context.ts'

/** A folder with public sets of the long-horizon literature under their usual file names. */
const folder = process.env.OPENBELL_LONG_HORIZON ?? ''
const here = (file: string) => folder !== '' && existsSync(join(folder, file))

/** Set, input, horizon, split, and the errors of N-HiTS (arXiv 2201.12886, multivariate) that are to be undercut. */
const SETS: [string, number, number, string, number, number][] = [
  ['ETTm2.csv', 480, 96, '34560:11520:11520', 0.176, 0.255],
  ['ETTm2.csv', 480, 192, '34560:11520:11520', 0.245, 0.305],
  ['ETTm2.csv', 480, 336, '34560:11520:11520', 0.295, 0.346],
  ['ETTm2.csv', 480, 720, '34560:11520:11520', 0.401, 0.413],
  ['ILI.csv', 36, 24, '7:1:2', 1.862, 0.869],
  ['ILI.csv', 36, 36, '7:1:2', 2.071, 0.934],
  ['ILI.csv', 36, 48, '7:1:2', 2.134, 0.932],
  ['ILI.csv', 36, 60, '7:1:2', 2.137, 0.968],
]

const TEN_MINUTES = 600_000

const evaluated = async (file: string, more: Record<string, unknown>) => {
  const { run, close } = createTestContext()
  try {
    return await run(forecastEvaluate, { targets: [file], workers: 1, ...more })
  } finally {
    close()
  }
}

describe('long horizons on public sets (OPENBELL_LONG_HORIZON names their folder; sets that are not there are skipped)', () => {
  for (const [file, input, horizon, split, mse, mae] of SETS) {
    const rows = here(file) ? readFileSync(join(folder, file), 'utf8').split('\n').length : 0
    const enough = rows > split.split(':').reduce((sum, part) => sum + (Number(part) > 100 ? Number(part) : 0), 0)
    it.skipIf(!here(file) || !enough)(
      `${file} ${horizon}: below N-HiTS`,
      async () => {
        const answer = await evaluated(join(folder, file), { input, horizon, split })
        expect(answer.mse).toBeLessThan(mse)
        expect(answer.mae).toBeLessThan(mae)
      },
      2 * TEN_MINUTES,
    )
  }

  it.skipIf(!here('exchange_rate.csv')).each([96, 192, 336, 720])(
    'exchange_rate.csv %i: within 0.5% of the last value',
    async (horizon) => {
      const answer = await evaluated(join(folder, 'exchange_rate.csv'), { input: 96, horizon })
      expect(answer.mse).toBeLessThan(1.005 * answer.naive.mse)
      expect(answer.mae).toBeLessThan(1.005 * answer.naive.mae)
    },
    2 * TEN_MINUTES,
  )
})

describe('long horizons at their size', () => {
  it(
    '20 series of 60,000 rows: every forecast is written once, in bounded memory',
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'openbell-long-'))
      const rows = Array.from({ length: 60_000 }, (_, row) =>
        Array.from({ length: 20 }, (_, s) =>
          (Math.sin((2 * Math.PI * (row + 7 * s)) / 96) + 0.01 * ((row * 7919 + s * 104_729) % 97)).toFixed(4),
        ).join(','),
      )
      const file = join(home, 'series.csv')
      writeFileSync(file, rows.join('\n'))
      const out = join(home, 'out.csv')
      const answer = await evaluated(file, {
        input: 96,
        horizon: 96,
        split: '6:2:2',
        model: 'linear',
        stride: 96,
        predictions: out,
      })
      const told = parse(readFileSync(out, 'utf8'), { columns: true }) as Record<string, string>[]
      expect(new Set(told.map(({ window, series, step }) => `${window}/${series}/${step}`)).size).toBe(answer.windows * 20 * 96)
      expect(told.length).toBe(answer.windows * 20 * 96)
      expect(answer.mse).toBeLessThan(0.5 * answer.naive.mse)
    },
    TEN_MINUTES,
  )
})
