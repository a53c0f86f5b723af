import type { PortfolioAnswer } from './output.ts'

/** What the figures of an answer themselves call for to be said. */
export function warningsOf({ method, weights, maxWeight }: Omit<PortfolioAnswer, 'warnings'>): string[] {
  const warnings: string[] = []
  const forecasts = weights.filter((one) => one.expectedReturnSource === 'forecast')
  if (forecasts.length > 0) {
    const symbols = forecasts.map((one) => one.symbol).join(', ')
    warnings.push(
      `expected returns of ${symbols} are forecasts of ${forecasts[0].forecast?.horizon} bars put on the scale of a year; the try on the past knew history only`,
    )
  }
  const largest = weights.reduce((most, one) => (one.weight > most.weight ? one : most))
  if (largest.weight > 0.999) warnings.push(`all of it in ${largest.symbol}: that is a choice of one symbol, not a portfolio`)
  const full = weights.filter((one) => one.weight >= maxWeight - 1e-9).length
  if (maxWeight < 1 && full * maxWeight > 0.999) warnings.push('every weight stands at the highest allowed: the bound chose them')
  const unsure = weights.filter((one) => one.weight > 0 && Math.abs(one.historicalReturn) < 2 * one.standardError)
  if (method === 'mean-variance' && unsure.length > 0) {
    warnings.push(
      `the past mean of ${unsure.length} of ${weights.filter((one) => one.weight > 0).length} symbols held lies within two standard errors of zero`,
    )
  }
  return warnings
}
