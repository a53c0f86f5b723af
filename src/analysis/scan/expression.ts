import type { PriceColumn } from '../indicators/spec.ts'
import type { FieldName } from './fields.ts'

/** An expression that yields a number, or null where something in it is unknown. */
export type NumberNode =
  | { type: 'number'; value: number; text: string }
  | { type: 'field'; name: FieldName }
  | IndicatorNode
  | { type: 'negate'; of: NumberNode }
  | { type: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: NumberNode; right: NumberNode }
  | { type: 'call'; name: FunctionName; args: NumberNode[] }

/** `input` null = the indicator's own column. */
export interface IndicatorNode {
  type: 'indicator'
  /** Its word in rules (`indicatorWords`). */
  name: string
  params: number[]
  input: PriceColumn | null
}

export const FUNCTIONS = ['abs', 'min', 'max'] as const
export type FunctionName = (typeof FUNCTIONS)[number]

export const COMPARISONS = ['<', '<=', '>', '>=', '==', '!='] as const
export type Comparison = (typeof COMPARISONS)[number]

/** An expression that is true, false, or null (unknown) where an operand is unknown. */
export type ConditionNode =
  | { type: 'compare'; op: Comparison; left: NumberNode; right: NumberNode }
  | { type: 'and' | 'or'; left: ConditionNode; right: ConditionNode }
  | { type: 'not'; of: ConditionNode }

export type Node = NumberNode | ConditionNode

export function isCondition(node: Node): node is ConditionNode {
  return node.type === 'compare' || node.type === 'and' || node.type === 'or' || node.type === 'not'
}

/** The parts of a rule that must all hold: its top-level `and` parts, in order. */
export function clausesOf(rule: ConditionNode): ConditionNode[] {
  return rule.type === 'and' ? [...clausesOf(rule.left), ...clausesOf(rule.right)] : [rule]
}

/** Every field and indicator a node reads, each once, in order of appearance. */
export function operandsOf(node: Node): (Extract<NumberNode, { type: 'field' }> | IndicatorNode)[] {
  const found = new Map<string, Extract<NumberNode, { type: 'field' }> | IndicatorNode>()
  const visit = (one: Node): void => {
    if (one.type === 'field' || one.type === 'indicator') found.set(render(one), one)
    else if (one.type === 'call') one.args.forEach(visit)
    else if ('of' in one) visit(one.of)
    else if ('left' in one) [one.left, one.right].forEach(visit)
  }
  visit(node)
  return [...found.values()]
}

const STRENGTH: Record<string, number> = { or: 1, and: 2, not: 3, compare: 4, '+': 5, '-': 5, '*': 6, '/': 6, negate: 7 }

function strength(node: Node): number {
  return STRENGTH[node.type === 'arithmetic' ? node.op : node.type] ?? 8
}

/** The expression in its one spelling: `abs(change_1) > 0.03 and volume > 2 * sma(volume, 20)`. Parsing it gives the same node. */
export function render(node: Node): string {
  const inner = (one: Node, least: number) => (strength(one) < least ? `(${render(one)})` : render(one))
  switch (node.type) {
    case 'number':
      return node.text
    case 'field':
      return node.name
    case 'indicator':
      return `${node.name}(${[...(node.input ? [node.input] : []), ...node.params].join(', ')})`
    case 'call':
      return `${node.name}(${node.args.map(render).join(', ')})`
    case 'negate':
      return `-${inner(node.of, 8)}`
    case 'not':
      return `not ${inner(node.of, 8)}`
    case 'compare':
      return `${inner(node.left, 5)} ${node.op} ${inner(node.right, 5)}`
    case 'arithmetic':
      return `${inner(node.left, strength(node))} ${node.op} ${inner(node.right, strength(node) + 1)}`
    default:
      return `${inner(node.left, strength(node))} ${node.type} ${inner(node.right, strength(node) + 1)}`
  }
}
