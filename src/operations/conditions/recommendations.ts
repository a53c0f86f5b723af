import { BREAKOUT_RULES } from '../../analysis/breakout/breakout.ts'
import { REGIME_RULES } from '../../analysis/regime/regime.ts'
import { shellWord } from '../common/words.ts'
import type { Conditions, Recommendation } from './output.ts'

/** From this score on prints count as machine-made. */
export const ALGORITHMIC_FROM = 0.7

type Facts = Omit<Conditions, 'recommendations'>
type Evidence = Recommendation['evidence'][number]

/** A rule: what it must see, and what is said then. It applies where every piece of evidence holds. */
interface Rule {
  rule: string
  evidence(facts: Facts): Evidence[]
  text(facts: Facts): string
  command(facts: Facts): string | null
}

/** A figure with what it is compared with; one that is not known makes no rule apply. */
const at = (figure: string, value: number | null, comparison: Evidence['comparison'], threshold: number): Evidence => ({
  ...{ figure, value, comparison, threshold },
})

const RULES: readonly Rule[] = [
  {
    rule: 'illiquid',
    evidence: ({ liquidity: { printsPerMinute, minimum } }) => [
      at('liquidity.printsPerMinute', printsPerMinute, 'below', minimum),
    ],
    text: () => 'prints too seldom for the rules in force: entries are denied',
    command: ({ symbol }) => `openbell peak-trough ${shellWord(symbol)}`,
  },
  {
    rule: 'liquid',
    evidence: ({ liquidity: { printsPerMinute, minimum } }) => [
      at('liquidity.printsPerMinute', printsPerMinute, 'at least', minimum),
    ],
    text: () => 'prints often enough for the rules in force',
    command: ({ symbol }) => `openbell peak-trough ${shellWord(symbol)}`,
  },
  {
    rule: 'high-volatility',
    evidence: ({ volatility }) => [at('volatility.percentile', volatility.percentile, 'above', REGIME_RULES.highFrom)],
    text: () => 'moves more than it used to: a stop of the same distance is reached sooner, so measure it in average true ranges',
    command: ({ symbol }) => `openbell size ${shellWord(symbol)} --method volatility`,
  },
  {
    rule: 'trend',
    evidence: ({ regime }) => [at('regime.adx', regime.adx, 'at least', REGIME_RULES.trendFrom), ...driftOf(regime)],
    text: ({ regime }) => `is in a trend ${regime.trend}: rules that bet on a return to the mean work against it`,
    command: ({ symbol }) => `openbell analyze ${shellWord(symbol)}`,
  },
  {
    rule: 'no-trend',
    evidence: ({ regime }) => (regime.trend === 'sideways' ? missing(regime) : []),
    text: () => 'has no trend: rules that follow one have nothing to follow',
    command: ({ symbol }) => `openbell analyze ${shellWord(symbol)}`,
  },
  {
    rule: 'confirmed-breakout',
    evidence: ({ breakout }) =>
      breakout.state.startsWith('broken')
        ? [at('breakout.volumeRatio', breakout.volumeRatio, 'at least', BREAKOUT_RULES.confirmingVolume)]
        : [],
    text: ({ breakout }) => `has left its 20-bar channel ${breakout.state === 'broken-up' ? 'upwards' : 'downwards'} on volume`,
    command: ({ symbol }) => `openbell analyze ${shellWord(symbol)}`,
  },
  {
    rule: 'machine-made',
    evidence: ({ algorithmic }) =>
      algorithmic ? [at('algorithmic.probability', algorithmic.probability, 'above', ALGORITHMIC_FROM)] : [],
    text: () => 'prints look machine-made (a heuristic score): limit orders only, and expect quotes to move away',
    command: ({ symbol }) => `openbell analyze ${shellWord(symbol)}`,
  },
]

/** Rules that apply to a symbol, in the order of the table. Old data and unknown liquidity are said first: the rest is read in their light. */
export function recommendationsOf(facts: Facts): Recommendation[] {
  const applied = RULES.flatMap(({ rule, evidence, text, command }) => {
    const found = evidence(facts)
    return found.length > 0 && found.every(holds) ? [{ rule, text: text(facts), evidence: found, command: command(facts) }] : []
  })
  return [...warnings(facts), ...applied]
}

function warnings({ stale, time, liquidity: { printsPerMinute, minimum }, symbol }: Facts): Recommendation[] {
  const old = {
    rule: 'stale',
    text: `has no bar after the one of ${time}, though another should have closed: judge nothing by this`,
    evidence: [],
    command: `openbell data verify ${shellWord(symbol)}`,
  }
  const uncounted = {
    rule: 'liquidity-unknown',
    text: 'has no count of prints: by the rules in force it is not traded',
    evidence: [at('liquidity.printsPerMinute', printsPerMinute, 'at least', minimum)],
    command: `openbell quote ${shellWord(symbol)}`,
  }
  return [...(stale ? [old] : []), ...(printsPerMinute === null ? [uncounted] : [])]
}

/** A trend has a direction, and a line that moved that way far enough. */
function driftOf({ trend, drift }: Facts['regime']): Evidence[] {
  const least = REGIME_RULES.leastDrift
  if (trend === 'down') return [at('regime.drift', drift, 'at most', -least)]
  return [at('regime.drift', trend === 'up' ? drift : null, 'at least', least)]
}

/** The conditions of a trend that are not there. */
function missing({ adx, drift }: Facts['regime']): Evidence[] {
  const { trendFrom, leastDrift: least } = REGIME_RULES
  const found: Evidence[] = []
  if (adx !== null && adx < trendFrom) found.push(at('regime.adx', adx, 'below', trendFrom))
  const flat = drift !== null && Math.abs(drift) < least
  if (flat) found.push(at('regime.drift', drift, 'above', -least), at('regime.drift', drift, 'below', least))
  return found
}

function holds({ value, comparison, threshold }: Evidence): boolean {
  if (value === null) return false
  if (comparison === 'at least') return value >= threshold
  if (comparison === 'at most') return value <= threshold
  return comparison === 'above' ? value > threshold : value < threshold
}
