import { asOpenbellError, ERROR_KINDS, OpenbellError } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'
import { breathe } from './breathe.ts'

/** One or more symbols as arguments. */
export const symbolsInput = z.array(z.string()).min(1).describe('Symbols, e.g. SIMALL SPY').meta({ positional: true })

/** One symbol as an argument. */
export const symbolInput = z.string().min(1).describe('Symbol, e.g. SIMALL').meta({ positional: true })

/** `--timeframe`, read with parseTimeframe so that the aliases work. */
export function timeframeInput(fallback: string) {
  return z
    .string()
    .default(fallback)
    .describe(`Bar length: ${TIMEFRAMES.join(' ')} (or 1Min, 1Day ...)`)
}

export const errorKind = z.enum(ERROR_KINDS).describe('Error kind, as in the table of exit codes')

/** Symbols of a list that could not be answered, beside the ones that could. */
export const failedOutput = z
  .array(
    z.strictObject({
      symbol: z.string().describe('Symbol that failed'),
      kind: errorKind,
      message: z.string().describe('What happened'),
      hint: z.string().nullable().describe('What to type next'),
    }),
  )
  .describe('Symbols without an answer, with the reason')

export const asOfOutput = z.string().describe('Only what was known at this instant was used (ISO 8601 UTC)')
export const sourceOutput = z.string().describe('Where the data came from')
export const feedOutput = z.string().describe('Feed label of the data')

export const adjustmentOutput = z
  .enum(['none', 'splits'])
  .describe(
    "'splits': prices before a split known at the as-of are in the shares after it; 'none': as traded, or as the source gave them",
  )

export type Failed = z.infer<typeof failedOutput>

/**
 * Answers each symbol (normalised, without repeats, in order); one failure never spoils the rest.
 * Throws the first failure when no symbol could be answered.
 */
export async function forEachSymbol<T>(
  context: Context,
  symbols: string[],
  answer: (symbol: string) => Promise<T>,
): Promise<{ results: T[]; failed: Failed }> {
  const results: T[] = []
  const failed: Failed = []
  let first: OpenbellError | null = null
  for (const symbol of new Set(symbols.map(normalizeSymbol))) {
    await breathe(context.signal)
    try {
      if (symbol === '') throw new OpenbellError('usage', 'a symbol is empty', 'openbell scan lists symbols')
      results.push(await answer(symbol))
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'canceled' || error.kind === 'internal') throw error
      first ??= error
      failed.push({ symbol, ...error.toJSON() })
    }
  }
  if (results.length === 0 && first) throw first
  return { results, failed }
}
