import { normalizeSymbol } from '../../../market/symbols.ts'
import { allowed, denied, type Rule } from './rule.ts'

/** Only these symbols may be entered. */
export function allowRule(symbols: readonly string[]): Rule {
  const listed = new Set(symbols.map(normalizeSymbol))
  return {
    rule: 'allow',
    sanity: false,
    judge({ symbol }) {
      if (listed.has(symbol)) return allowed('allow', null, null, 'on the list of symbols that may be entered')
      return denied('allow', null, null, `${symbol} is not on the list of symbols that may be entered`)
    },
  }
}

/** These symbols may never be entered. */
export function denyRule(symbols: readonly string[]): Rule {
  const listed = new Set(symbols.map(normalizeSymbol))
  return {
    rule: 'deny',
    sanity: false,
    judge({ symbol }) {
      if (!listed.has(symbol)) return allowed('deny', null, null, 'not on the list of symbols that are never entered')
      return denied('deny', null, null, `${symbol} is on the list of symbols that are never entered`)
    },
  }
}
