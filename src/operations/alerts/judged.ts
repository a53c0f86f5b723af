import { type ReadRule, readRule } from '../../analysis/alerts/read-rule.ts'
import type { AlertRule } from '../../market/alerts.ts'

/** On what a rule is judged, for people. */
export function judgedOn({ kind, live }: Pick<ReadRule, 'kind' | 'live'>): 'prints' | 'bars' | 'news' {
  if (live) return 'prints'
  return ['stale', 'position', 'risk', 'fill'].includes(kind) ? 'news' : 'bars'
}

export function judgedOf({ rule }: AlertRule): 'prints' | 'bars' | 'news' {
  return judgedOn(readRule(rule))
}
