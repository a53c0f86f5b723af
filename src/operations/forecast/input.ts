import { isAbsolute, resolve } from 'node:path'
import type { ModelChoice } from '../../engine/forecast/types.ts'
import { timeframeInput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'

/** Models that come with openbell, by name. */
export const MODEL_NAMES = ['auto', 'nhits', 'nlinear', 'dlinear', 'linear', 'naive', 'drift', 'seasonal'] as const

export const modelInput = z
  .string()
  .default('auto')
  .describe(
    `${MODEL_NAMES.join(', ')}, custom:FILE (a network of your own), saved:NAME. auto: the past decides, and the last value stands unless beaten`,
  )

export const forecastInput = z.strictObject({
  symbols: z
    .array(z.string())
    .default([])
    .describe('Symbols, e.g. SIMALL SPY; with --file the series to take (none = all)')
    .meta({ positional: true }),
  timeframe: timeframeInput('1d'),
  horizon: z.int().min(1).max(1_000).default(30).describe('Bars ahead'),
  input: z.int().min(2).max(5_000).default(84).describe('Bars that a model reads'),
  level: z.string().default('80,95').describe('Nominal coverage of the bands in percent, with commas'),
  model: modelInput,
  threshold: z.number().min(0).max(10).default(0.05).describe('Expected move, as a fraction, from which BUY or SELL is said'),
  steps: z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Most training steps of each network, over all its stretches; default 800, or what a custom network says'),
  backend: z.string().default('wasm').describe('What trains: wasm, or tfjs-gpu where it is installed (forecast backend list)'),
  bars: z.int().min(10).max(100_000).default(1_500).describe('Most bars of history to use'),
  file: z.string().optional().describe('CSV of series in place of a source: one column a series, or ds,unique_id,y'),
  save: z.string().optional().describe('Keep the model under this name, for --model saved:NAME'),
  retrainEvery: z.string().optional().describe('With --save: how long it stays fresh, e.g. 1w, 5d; default one horizon'),
  past: z.int().min(0).max(100).default(0).describe('Past forecasts to show, each at the bar that it was made at'),
  chart: z.boolean().default(false).describe('Draw the fan of every symbol, also of more than three'),
  report: z.string().optional().describe('Also write an HTML report to this file'),
})

export type ForecastInput = z.output<typeof forecastInput>

/** What `--model` names. */
export type ModelWish = FitWish | { kind: 'saved'; name: string }

/** A model that is to be fitted. */
export interface FitWish {
  kind: 'fit'
  model: ModelChoice
  /** Absolute path of a custom network's file; null for the others. */
  file: string | null
}

/** @throws OpenbellError usage for a model that there is none of */
export function parseModel(text: string): ModelWish {
  if (text.startsWith('saved:') && text.length > 6) return { kind: 'saved', name: text.slice(6) }
  if (text.startsWith('custom:') && text.length > 7) {
    const file = text.slice(7)
    return { kind: 'fit', model: 'custom', file: isAbsolute(file) ? file : resolve(file) }
  }
  const model = MODEL_NAMES.find((name) => name === text)
  if (model) return { kind: 'fit', model, file: null }
  throw new OpenbellError(
    'usage',
    `unknown model '${text}'`,
    `--model ${MODEL_NAMES.join('|')}|custom:FILE|saved:NAME (openbell models list)`,
  )
}

/** `80,95` -> [0.8, 0.95], ascending, each once. @throws OpenbellError usage */
export function parseLevels(text: string): number[] {
  const levels = text.split(',').map((part) => {
    const percent = Number(part)
    if (part.trim() === '' || !(percent >= 1 && percent <= 99.9)) {
      throw new OpenbellError('usage', `'${part}' is no level: percent from 1 to 99.9`, '--level 80,95')
    }
    // 99.9 / 100 has a tail of digits that nobody asked for.
    return Number((percent / 100).toPrecision(12))
  })
  return [...new Set(levels)].sort((a, b) => a - b)
}
