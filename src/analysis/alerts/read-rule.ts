import { OpenbellError } from '../../core/errors.ts'
import { ALERT_EVENTS, type AlertEvent, type AlertKind } from '../../market/alerts.ts'
import { type ConditionNode, operandsOf, render } from '../scan/expression.ts'
import type { FieldName } from '../scan/fields.ts'
import { isForecastNode } from '../scan/forecast-words.ts'
import { parseRule } from '../scan/parse.ts'
import type { Operand } from '../scan/plan.ts'

/** Fields that every print can change; a rule of these alone need not wait for a bar to close. */
export const LIVE_FIELDS = [
  'price',
  'change',
  'gap',
  'previous_close',
  'session_open',
  'session_high',
  'session_low',
  'session_volume',
  'vwap',
  'prints_per_minute',
] as const satisfies readonly FieldName[]

export type LiveField = (typeof LIVE_FIELDS)[number]

/** A rule understood. */
export interface ReadRule {
  kind: AlertKind
  /** In its one spelling. */
  text: string
  /** Null for what is no expression. */
  condition: ConditionNode | null
  operands: Operand[]
  /** Judged on prints; otherwise on closed bars. */
  live: boolean
}

/**
 * Reads what `alerts add` was given: the word of an event, a named rule, or an expression as `scan` takes it.
 * @throws OpenbellError usage with the nearest known word
 */
export function readRule(given: string): ReadRule {
  const word = given.trim().toLowerCase()
  if (Object.hasOwn(ALERT_EVENTS, word)) {
    return { kind: word as AlertEvent, text: word, condition: null, operands: [], live: false }
  }
  const condition = conditionOf(given, word)
  const operands = operandsOf(condition)
  const trained = operands.find((one) => one.type === 'indicator' && isForecastNode(one))
  if (trained)
    throw new OpenbellError(
      'usage',
      `an alert is judged as prints come and cannot wait for ${render(trained)}`,
      "openbell scan 'forecast_signal(30) == 1' --every 30m",
    )
  return { kind: 'expression', text: render(condition), condition, operands, live: operands.every(isLive) }
}

/** `peaks` and `stale-data` are meant as events, which the parser of expressions cannot know. */
function conditionOf(given: string, word: string): ConditionNode {
  try {
    return parseRule(given)
  } catch (thrown) {
    const meant = Object.keys(ALERT_EVENTS).find((event) => word.startsWith(event) || (word.length > 2 && event.startsWith(word)))
    if (meant === undefined || !/^[a-z-]+$/.test(word)) throw thrown
    throw new OpenbellError('usage', `'${word}' is no rule; did you mean '${meant}'?`, `openbell alerts add ${meant}`, thrown)
  }
}

function isLive(one: Operand): boolean {
  return one.type === 'field' && (LIVE_FIELDS as readonly string[]).includes(one.name)
}
