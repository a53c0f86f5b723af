import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { algorithmicActivity } from '../../../../src/analysis/algorithmic/estimate.ts'
import { tapeFeatures } from '../../../../src/analysis/algorithmic/features.ts'
import { Random } from '../../../../src/analysis/random.ts'
import { createPrints, type Prints } from '../../../../src/market/prints.ts'

function tape(rows: { time: number; size: number }[]): Prints {
  const prints = createPrints({ symbol: 'TEST', source: 'test', feed: 'test' }, rows.length)
  prints.length = rows.length
  rows.forEach(({ time, size }, i) => {
    prints.time[i] = time
    prints.size[i] = size
    prints.price[i] = 100
  })
  return prints
}

/** Chance: gaps of a Poisson tape, sizes of all kinds. */
function chance(count = 2000) {
  const random = new Random(5, 'tape')
  let time = 1_700_000_000_000
  return Array.from({ length: count }, () => {
    time -= Math.log(random.uniform()) * 400
    return { time, size: 1 + random.below(3000) }
  })
}

const START = 1_700_000_000_000

describe('algorithmic activity', () => {
  it('sees nothing in chance', () => {
    const estimate = algorithmicActivity(tape(chance()))!
    expect(estimate.pattern).toBe('none')
    expect(estimate.probability).toBeLessThan(0.2)
  })

  it('sees a timer, sizes that come back, and bursts', () => {
    const timed = chance().map((one, i) => ({ ...one, time: START + 250 * i + (i % 3) }))
    expect(algorithmicActivity(tape(timed))).toMatchObject({ pattern: 'regular-timing' })
    const sliced = chance().map((one, i) => ({ ...one, size: 130 + (i % 400 < 200 ? 7 : 0) }))
    expect(algorithmicActivity(tape(sliced))).toMatchObject({ pattern: 'repeated-sizes' })
    const bursts = chance().map((one, i, all) => ({ ...one, time: all[i - (i % 8)].time + (i % 8) * 0.5 }))
    expect(algorithmicActivity(tape(bursts))).toMatchObject({ pattern: 'bursts' })
    for (const rows of [timed, sliced, bursts]) expect(algorithmicActivity(tape(rows))!.probability).toBeGreaterThan(0.5)
  })

  it('tells nothing of too few prints, and nothing of timing from stamps in whole seconds', () => {
    expect(algorithmicActivity(tape(chance(99)))).toBeNull()
    const seconds = chance().map((one) => ({ ...one, time: Math.floor(one.time / 1000) * 1000 }))
    expect(tapeFeatures(tape(seconds))).toMatchObject({ timingVariation: null, gapRepeats: null, subSecondClusters: null })
  })

  it('features worked by hand', () => {
    const rows = [100, 100, 50, 100].map((size, i) => ({ time: START + [0.5, 10, 20, 30][i], size }))
    const features = tapeFeatures(tape(rows))
    expect(features.roundLotShare).toBe(0.75)
    // One of three follows its like; chance is 0.75^2 + 0.25^2 = 0.625: less than chance counts as none.
    expect(features.sizeRepeats).toBe(0)
    const bits = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)) / Math.log(4)
    expect(features.sizeEntropy).toBeCloseTo(bits, 12)
    expect(features.timingVariation).toBeCloseTo(Math.sqrt((0.5 ** 2 * 2) / 9) / (29.5 / 3), 2)
  })

  it('every score is a share', () => {
    const random = new Random(9, 'shares')
    for (let n = 0; n < 50; n++) {
      const rows = chance(200).map((one) => ({ time: random.below(2) ? one.time : START, size: 1 + random.below(1 + n) }))
      rows.sort((a, b) => a.time - b.time)
      const { probability } = algorithmicActivity(tape(rows))!
      expect(probability).toBeGreaterThanOrEqual(0)
      expect(probability).toBeLessThanOrEqual(1)
    }
  })
})

const REAL = process.env.OPENBELL_REAL_DATA

/** Prints of a real regular half hour, 14:00 to 14:30 UTC. */
function realTape(file: string): Prints {
  const text = gunzipSync(readFileSync(join(REAL as string, 'ticks', file))).toString()
  const rows = text.split('\n').filter((line) => /T14:[012]/.test(line))
  return tape(rows.map((line) => ({ time: Date.parse(line.split(',')[0]), size: Number(line.split(',')[2]) })))
}

describe(`on real prints${REAL ? '' : ' (skipped: OPENBELL_REAL_DATA is not set)'}`, () => {
  it
    .skipIf(!REAL)
    .each(['SPY_20131007_trades_lean.csv.gz', 'BAC_20131007_trades_lean.csv.gz', 'IBM_20131007_trades_lean.csv.gz'])(
    'a liquid share shows the bursts of machines, and loses them when its stamps are shuffled into chance: %s',
    (file) => {
      const prints = realTape(file)
      const real = algorithmicActivity(prints)!
      expect(real.features.subSecondClusters).toBeGreaterThan(0.2)
      const random = new Random(1, file)
      const [from, to] = [prints.time[0], prints.time[prints.length - 1]]
      const even = Float64Array.from({ length: prints.length }, () => from + random.uniform() * (to - from)).sort()
      const shuffled = algorithmicActivity({ ...prints, time: even })!
      expect(shuffled.features.subSecondClusters).toBeLessThan(0.05)
      expect(shuffled.probability).toBeLessThan(real.probability)
    },
  )
})
