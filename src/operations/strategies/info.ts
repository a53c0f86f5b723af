import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { AnyStrategy } from '../../strategy/types.ts'
import { atLength } from '../common/breathe.ts'
import { defineOperation, z } from '../operation.ts'
import { descriptionOutput, fileOutput, originOutput, paramsOf, paramsOutput, strategyNameOutput } from './output.ts'

export const strategiesInfo = defineOperation({
  name: 'strategies.info',
  toolset: 'backtest',
  effect: 'read',
  summary: 'One strategy: what it does, where the idea comes from, its parameters and indicators, how to run it.',
  input: z.strictObject({
    name: z.string().min(1).describe('Name or file of a strategy, e.g. sma-cross').meta({ positional: true }),
  }),
  output: z.strictObject({
    name: strategyNameOutput,
    description: descriptionOutput,
    origin: z.string().nullable().describe('Book, paper or practice that the idea comes from'),
    weakness: z.string().nullable().describe('When it is known to lose'),
    params: paramsOutput,
    indicators: z.array(z.string()).describe('What it computes at its defaults, as `indicators --add` spells it'),
    timeframes: z.array(z.enum(TIMEFRAMES)).nullable().describe('The only bars its rules make sense on; null = any'),
    symbols: z
      .strictObject({ min: z.int().describe('At least'), max: z.int().nullable().describe('At most; null = any number') })
      .describe('How many symbols one decision looks at'),
    source: originOutput,
    file: fileOutput,
    sourceHash: z.string().describe('SHA-256 of the file and of what it imports by relative paths'),
  }),
  examples: [
    { title: 'What a strategy does and takes', input: { name: 'sma-cross' } },
    { title: 'One for bars within the day', input: { name: 'opening-range-breakout' } },
  ],
  async run(context, { name }) {
    const { isPath } = await import('../../strategy/folders.ts')
    const { loadStrategy } = await import('../../strategy/load.ts')
    const { defaultsOf, describeParams } = await import('../../strategy/params.ts')
    const found = await atLength(context, () => loadStrategy(name, { home: context.settings.home }))
    const { strategy, source, file, sourceHash } = found
    return {
      name: isPath(name) ? name : found.name,
      description: strategy.summary,
      origin: strategy.origin ?? null,
      weakness: strategy.weakness ?? null,
      params: paramsOf(describeParams(strategy)),
      indicators: await spellings(strategy, defaultsOf(strategy)),
      timeframes: strategy.timeframes ? [...strategy.timeframes] : null,
      symbols: symbolsOf(strategy),
      source,
      file,
      sourceHash,
    }
  },
})

/** A strategy with onBar looks at one symbol at a time, however many it runs on. */
function symbolsOf({ onBars, symbols }: AnyStrategy): { min: number; max: number | null } {
  if (!onBars) return { min: 1, max: 1 }
  return { min: symbols?.min ?? 1, max: symbols?.max ?? null }
}

async function spellings(strategy: AnyStrategy, params: Record<string, unknown>): Promise<string[]> {
  const { formatIndicator } = await import('../../analysis/indicators/ref.ts')
  const { indicatorSetOf } = await import('../../strategy/own-indicators.ts')
  const declared = Object.values(strategy.indicators?.(params as never) ?? {}) as Parameters<typeof formatIndicator>[0][]
  const set = indicatorSetOf(declared)
  return [...new Set(declared.map((ref) => formatIndicator(ref, set)))]
}
