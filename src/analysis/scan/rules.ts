/** The named rules, as the contract fixes them. */
export const namedRules: Record<string, { expression: string; summary: string }> = {
  momentum: { expression: 'change > 0.03 and rvol > 3', summary: 'Up more than 3% on three times the usual volume' },
  breakout: {
    expression: 'abs(change_1) > 0.03 and volume > 2 * sma(volume, 20)',
    summary: 'A bar that moved more than 3% on twice its average volume',
  },
  gap: { expression: 'abs(gap) > 0.02', summary: 'Opened more than 2% away from the last close' },
  oversold: { expression: 'rsi(14) < 30', summary: 'RSI of 14 bars under 30' },
  liquid: { expression: 'prints_per_minute >= 1000', summary: 'At least 1,000 prints a minute' },
  reversal: { expression: 'rsi(2) < 10 and price > sma(200)', summary: 'A sharp dip inside a long rise' },
}

export const RULE_NAMES = Object.keys(namedRules)

/** The expression of a rule's name, or the text itself. A name that is also a field (`gap`) means the rule: a field alone is no condition. */
export function expressionOf(rule: string): string {
  const name = rule.trim().toLowerCase()
  return Object.hasOwn(namedRules, name) ? namedRules[name].expression : rule
}
