import type { Instant } from '../../core/time.ts'
import type { Decision } from '../types.ts'
import type { Finding, FindingKind } from './types.ts'

/** Share counts and prices may differ by so much where series begin at other bars: what has settled agrees to many digits, not to all. */
const NEARLY = 1e-6

const NUMBERS = ['shares', 'limit', 'trigger', 'stop', 'target'] as const

/** The first decision up to an instant in which two runs differ; null when they agree. `nearly` allows for rounding. */
export function firstDifference(
  kind: FindingKind,
  whole: readonly Decision[],
  other: readonly Decision[],
  upTo: Instant,
  nearly = false,
): Finding | null {
  for (let i = 0; ; i++) {
    const was = until(whole[i], upTo)
    const is = until(other[i], upTo)
    if (!was && !is) return null
    if (was && is && (nearly ? isNearly(was, is) : isSame(was, is))) continue
    const first = !is || (was && was.at <= is.at) ? was! : is
    const both = was && is && was.at === is.at && was.symbol === is.symbol
    const { at, symbol, action, reason } = first
    return {
      kind,
      at,
      comparedTo: upTo,
      symbol,
      action,
      reason,
      was: was && (both || first === was) ? words(was) : null,
      is: is && (both || first === is) ? words(is) : null,
    }
  }
}

function until(decision: Decision | undefined, upTo: Instant): Decision | null {
  return decision && decision.at <= upTo ? decision : null
}

function isSame(a: Decision, b: Decision): boolean {
  return sameWords(a, b) && NUMBERS.every((name) => a[name] === b[name])
}

function isNearly(a: Decision, b: Decision): boolean {
  return sameWords(a, b) && NUMBERS.every((name) => near(a[name], b[name], name === 'shares' ? 1 : 0))
}

function sameWords(a: Decision, b: Decision): boolean {
  return a.at === b.at && a.symbol === b.symbol && a.action === b.action && a.reason === b.reason && a.outcome === b.outcome
}

function near(a: number | null, b: number | null, slack: number): boolean {
  if (a === null || b === null) return a === b
  return Math.abs(a - b) <= Math.max(slack, NEARLY * Math.abs(a))
}

/** `buy 120, stop 98.1`. */
function words({ action, shares, limit, trigger, stop, target, outcome, rule }: Decision): string {
  const parts = [shares > 0 ? `${action} ${Number(shares.toFixed(6))}` : action]
  for (const [name, value] of Object.entries({ limit, trigger, stop, target })) {
    if (value !== null) parts.push(`${name} ${Number(value.toPrecision(8))}`)
  }
  if (outcome !== 'sent') parts.push(rule ? `${outcome}: ${rule}` : outcome)
  return parts.join(', ')
}
