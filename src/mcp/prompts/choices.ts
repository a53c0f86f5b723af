import { OpenbellError } from '../../operations/operation.ts'

/** Kinds of day trading, as this house means them. */
export const SESSION_TYPES = {
  momentum: {
    summary: 'symbols up more than 3% on more than three times their usual volume',
    steps: [
      'Find: `scan` with rule `momentum` (change > 0.03 and rvol > 3), then `liquid` at 1m; skip what is in one list only.',
      'Enter with the move, after a pullback that held: `peak_trough` BUY near a trough that is tradable.',
      'Leave when the move does: a settled lower peak, or volume back under its usual.',
    ],
  },
  scalping: {
    summary: 'symbols with 1,000 prints a minute or more, held 1 to 15 minutes, for 5 to 20 cents',
    steps: [
      'Find: `scan` with rule `liquid` at 1m (prints_per_minute >= 1000); what the spread takes of 5 to 20 cents is lost before it begins.',
      'Enter near a trough of `peak_trough` at 1m; target 5 to 20 cents from the entry; a stop further away than the target costs more than a win.',
      'Hold 1 to 15 minutes; after 15 leave, whatever the price.',
    ],
  },
} as const
export type SessionType = keyof typeof SESSION_TYPES

/** Share of what a day may lose (by the limits in force) that one entry may lose at its stop. */
export const RISK_LEVELS = { conservative: 0.1, moderate: 0.2, aggressive: 0.4 } as const
export type RiskLevel = keyof typeof RISK_LEVELS

/** What an exploration may look for, with the helpers that analytics code has for it. */
export const FOCUSES = {
  momentum: 'calculateMomentum(df, 5), assessTrendStrength(df, 20), calculateRsi(df, 14)',
  volatility: 'detectMarketRegime(df, 20), df.rolling("close", 20, "std"), calculateSharpeRatio(df.returns(), 0.02)',
  liquidity: 'assessLiquidity(df) (1,000, 500, 100 prints a minute), calculateVwap(df), analyzeVolumeProfile(df, 10)',
  patterns: 'detectBreakout(df, 0.03, 2), detectSupportResistance(df, 20, 2)',
  microstructure: 'identifyAlgorithmicActivity(df, 0.7), assessLiquidity(df), calculateVwap(df)',
  quality: 'assessDataQuality(df, 0.9, 0.95), df.describe()',
} as const
export type Focus = keyof typeof FOCUSES

export const DEPTHS = {
  quick: 'one look: quality, shape, one figure; two calls of `run` at most',
  standard: 'quality, shape, three figures and a check of each against a naive baseline',
  deep: 'the standard, then out of sample: the same figure on the first and the last half, on other symbols, and a `backtest` of any rule found',
} as const
export type Depth = keyof typeof DEPTHS

/** The choice that was made; the default where none was. @throws OpenbellError usage: names what is allowed */
export function chosen<Name extends string>(
  argument: string,
  value: string | undefined,
  allowed: readonly Name[],
  otherwise: Name,
): Name {
  const typed = value?.trim().toLowerCase() ?? ''
  if (typed === '') return otherwise
  const found = allowed.find((one) => one.toLowerCase() === typed)
  if (found !== undefined) return found
  throw new OpenbellError('usage', `${argument}: '${typed.slice(0, 60)}' is none of ${allowed.join(', ')}`)
}

export const namesOf = <Names extends object>(names: Names) => Object.keys(names) as (keyof Names & string)[]
