import { type ConditionNode, clausesOf, type IndicatorNode, type NumberNode, operandsOf, render } from './expression.ts'
import { type FieldName, fields } from './fields.ts'
import { isForecastNode, ruleWords } from './forecast-words.ts'
import { parseNumber, parseRule } from './parse.ts'

export interface ScanRequest {
  /** A named rule, an expression, or null = everything. */
  rule: string | null
  /** A field or expression; highest first. Null = by rvol. */
  sort: string | null
  /** More columns: fields and expressions. */
  columns: string[]
}

/** A request understood: what to test, in what order to rank, and what that takes. */
export interface ScanPlan {
  condition: ConditionNode | null
  clauses: { node: ConditionNode; text: string }[]
  sort: { node: NumberNode; text: string }
  columns: { node: NumberNode; text: string }[]
  /** Fields and indicators that must be known of every symbol. */
  rule: Operand[]
  /** Fields and indicators that rank the matches. */
  order: Operand[]
  /** All of them, those of the columns too. */
  shown: Operand[]
  /** The volume words asked for: by the rule, by the order, or (with neither) by the standing order, rvol. */
  volumeWords: string[]
}

export type Operand = Extract<NumberNode, { type: 'field' }> | IndicatorNode

const DEFAULT_SORT = 'rvol'

/** Reads the rule, the order and the columns; throws `usage` for what cannot be read. */
export function planScan(request: ScanRequest): ScanPlan {
  const condition = request.rule === null ? null : parseRule(request.rule)
  const sort = parseNumber(request.sort ?? DEFAULT_SORT)
  const columns = request.columns.map(parseNumber)
  const rule = condition ? operandsOf(condition) : []
  const asked = [...rule, ...(condition && request.sort === null ? [] : operandsOf(sort))]
  return {
    condition,
    clauses: condition ? clausesOf(condition).map(withText) : [],
    sort: withText(sort),
    columns: columns.map(withText),
    rule,
    order: operandsOf(sort),
    shown: unique([...rule, ...operandsOf(sort), ...columns.flatMap(operandsOf)]),
    volumeWords: unique(asked)
      .filter(isVolume)
      .map((one) => render(one)),
  }
}

const withText = <N extends ConditionNode | NumberNode>(node: N) => ({ node, text: render(node) })

function unique(operands: Operand[]): Operand[] {
  return [...new Map(operands.map((one) => [render(one), one])).values()]
}

function isVolume(one: Operand): boolean {
  if (one.type === 'field') return fields[one.name].volume
  const { spec } = ruleWords[one.name]
  return spec.group === 'volume' || spec.readsVolume === true || (one.input ?? spec.input) === 'volume'
}

/** Bars that must stand before and including the as-of bar so that every indicator is warm and its start forgotten. */
export function barsNeeded(operands: Operand[]): number {
  const needs = operands.map((one) => {
    // A forecast is told before, from a history of its own.
    if (one.type === 'field' || isForecastNode(one)) return 2
    const { spec } = ruleWords[one.name]
    return spec.warmUp(one.params) + spec.settle(one.params)
  })
  return Math.max(2, ...needs)
}

export function wants(operands: Operand[], field: FieldName): boolean {
  return operands.some((one) => one.type === 'field' && one.name === field)
}
