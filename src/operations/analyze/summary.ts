import { priceDigits } from '../../market/price-digits.ts'
import type { AnalyzeResult } from './output.ts'

type Facts = Pick<AnalyzeResult, 'symbol' | 'price' | 'regime' | 'levels' | 'breakout' | 'patterns' | 'stale'> & {
  trend: AnalyzeResult['quick']['trend']
  strength: number | null
}

/** The result in a few sentences: trend, volatility, the nearest levels, the breakout, the newest chart pattern. */
export function summaryOf(facts: Facts): string {
  const parts = [trendPart(facts), levelPart(facts), breakoutPart(facts), patternPart(facts)]
  const text = parts.filter((part) => part !== '').map((part) => `${part[0].toUpperCase()}${part.slice(1)}.`)
  return [...(facts.stale ? ['Stale: there is no newer bar.'] : []), ...text].join(' ')
}

function trendPart({ trend, strength, regime }: Facts): string {
  if (trend === 'unknown') return 'too few bars to tell a trend'
  const heading = trend === 'sideways' ? 'no trend' : `${trend}trend, strength ${(strength ?? 0).toFixed(2)} of 1`
  const rank = regime.volatilityRank
  if (rank === null) return heading
  const level = rank > regime.thresholds.highFrom ? 'high' : 'low'
  return `${heading}, ${level} volatility (above ${Math.round(100 * rank)}% of its past values)`
}

function levelPart({ levels, symbol }: Facts): string {
  const support = levels.find((level) => level.kind === 'support')
  const resistance = levels.findLast((level) => level.kind === 'resistance')
  const named = [support, resistance].filter((level) => level !== undefined)
  return named
    .map((one) => `${one.kind} ${money(one.price, symbol)} (${percent(one.distance)}, ${one.touches} touches)`)
    .join(', ')
}

function breakoutPart({ breakout, symbol }: Facts): string {
  const { state, of, price, volumeRatio, volumeConfirmed } = breakout
  if (price === null || of === null) return ''
  if (state.startsWith('near'))
    return `near ${of === 'channel' ? 'the edge of its 20-bar channel' : 'a level'} at ${money(price, symbol)}`
  const where = state === 'broken-up' ? 'above' : 'below'
  const volume =
    volumeRatio === null
      ? ''
      : ` on ${volumeRatio.toFixed(1)} times the usual volume${volumeConfirmed ? '' : ', which confirms nothing'}`
  return `broke ${where} its 20-bar channel at ${money(price, symbol)}${volume}`
}

function patternPart({ patterns }: Facts): string {
  const newest = patterns.findLast((pattern) => pattern.kind === 'chart')
  if (!newest) return ''
  const ago = newest.age === 0 ? 'with the last bar' : `${newest.age} bar${newest.age === 1 ? '' : 's'} ago`
  return `${newest.name.replaceAll('_', ' ')} (${newest.direction}) known ${ago}`
}

function money(value: number, symbol: string): string {
  return value.toFixed(priceDigits(value, symbol))
}

function percent(fraction: number): string {
  return `${fraction > 0 ? '+' : ''}${(100 * fraction).toFixed(1)}%`
}
