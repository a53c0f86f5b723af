import { nearest } from '../../analysis/nearest.ts'
import { OpenbellError } from '../../core/errors.ts'
import type { AlertRule } from '../../market/alerts.ts'

/** A rule by its number or its name. @throws OpenbellError not-found with the nearest name */
export function findRule(rules: readonly AlertRule[], wanted: string): AlertRule {
  const found = rules.find(({ id, name }) => String(id) === wanted.trim() || name === wanted.trim())
  if (found) return found
  const near = nearest(
    wanted,
    rules.map(({ name }) => name),
  )
  const meant = near === null ? '' : `; did you mean '${near}'?`
  throw new OpenbellError('not-found', `there is no alert rule '${wanted}'${meant}`, 'openbell alerts list')
}
