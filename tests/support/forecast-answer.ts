import { Random } from '../../src/analysis/random.ts'
import type { ForecastOutput, ForecastResult } from '../../src/operations/forecast/output.ts'

const DAY_MS = 86_400_000
const FIRST = Date.parse('2025-06-02T13:30:00Z')
const iso = (row: number) => new Date(FIRST + row * DAY_MS).toISOString().replace('.000', '')
const WIDTHS = [
  { level: 0.8, z: 1.2816 },
  { level: 0.95, z: 1.96 },
]

interface Wish {
  symbol?: string
  /** Values up to the origin. */
  history?: number
  horizon?: number
  past?: number
  start?: number
  levels?: { level: number; z: number }[]
  /** False: a file without times. */
  times?: boolean
}

/** What a forecast of a made-up walk answers: the last value speaks, its bands grow with the square root of time. */
export function forecastResult(wish: Wish = {}, over: Partial<ForecastResult> = {}): ForecastResult {
  const { symbol = 'SIMTEC', history = 120, horizon = 30, past = 0, start = 100, levels = WIDTHS, times = true } = wish
  const walk = walkOf(history, start)
  const timeOf = (row: number) => (times ? iso(row) : null)
  const fan = (row: number) =>
    Array.from({ length: horizon }, (_, i) => ({
      step: i + 1,
      time: timeOf(row + i + 1),
      value: walk[row],
      bands: bandsAt(walk[row], i + 1, levels),
    }))
  const rows = Array.from({ length: past }, (_, i) => history - 1 - (i + 1) * horizon).filter((row) => row >= 0)
  return {
    symbol,
    timeframe: times ? '1d' : null,
    source: 'simulated',
    feed: 'simulated',
    adjustment: null,
    origin: timeOf(history - 1),
    last: walk[history - 1],
    rows: 1518,
    beatsNaive: false,
    model: {
      ...{ name: 'auto', shown: 'naive', preferred: 'linear', id: 'auto-3f9a21c07be4', trainedTo: iso(history - 1), seed: 1 },
      ...{ dataHash: '9c1d5e7a20b34f68', backend: 'wasm', reproducible: true, stale: false },
    },
    points: fan(history - 1),
    evaluation: {
      ...{
        mase: 4.312,
        skill: -0.0131,
        skillLow: -0.0212,
        skillHigh: -0.0049,
        wisSkill: -0.011,
        wisSkillLow: -0.02,
        wisSkillHigh: -0.001,
      },
      coverage: levels.map(({ level }) => ({ level, achieved: level - 0.013, windows: 1422 })),
      ...{ windows: 1488, effectiveWindows: 49 },
    },
    experts: [
      { name: 'drift', skill: -0.021 },
      { name: 'linear', skill: -0.0131 },
    ],
    signal: {
      ...{ action: 'HOLD', confidence: 0.521, probabilityUp: 0.521, probabilityUpLow: 0.383, probabilityUpHigh: 0.655 },
      ...{
        expectedMove: 0,
        expectedAbsoluteMove: 0.0617,
        reason: 'no skill over the last value is shown, so nothing is advised',
      },
    },
    past: rows.map((row) => ({
      origin: timeOf(row),
      last: walk[row],
      points: fan(row).map((one) => ({ ...one, came: walk[row + one.step] })),
    })),
    history: walk.map((value, row) => ({ time: timeOf(row), value })),
    warnings: [],
    ...over,
  }
}

export function forecastAnswer(results: ForecastResult[], over: Partial<ForecastOutput> = {}): ForecastOutput {
  const [first] = results
  return {
    ...{ asOf: '2025-10-01T20:00:00Z', source: 'simulated', feed: 'simulated', model: 'auto', saved: null, report: null },
    horizon: first?.points.length ?? 30,
    input: 84,
    levels: [0.8, 0.95],
    results,
    failed: [],
    warnings: [],
    ...over,
  }
}

function walkOf(length: number, start: number): number[] {
  const random = new Random(7, 'walk')
  const walk = [start]
  for (let i = 1; i < length; i++) walk.push(walk[i - 1] * (1 + 0.03 * (random.uniform() - 0.5)))
  return walk
}

function bandsAt(value: number, step: number, levels: { level: number; z: number }[]) {
  return levels.map(({ level, z }) => ({
    level,
    low: value * Math.exp(-z * 0.009 * Math.sqrt(step)),
    high: value * Math.exp(z * 0.009 * Math.sqrt(step)),
  }))
}
