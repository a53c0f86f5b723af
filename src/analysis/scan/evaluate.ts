import type { ConditionNode, IndicatorNode, NumberNode } from './expression.ts'
import type { FieldName } from './fields.ts'

/** Where an expression's operands come from; null = unknown. */
export interface Operands {
  field(name: FieldName): number | null
  indicator(node: IndicatorNode): number | null
}

const ARITHMETIC = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
}

const COMPARE = {
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  '==': (a: number, b: number) => a === b,
  '!=': (a: number, b: number) => a !== b,
}

const CALL = { abs: Math.abs, min: Math.min, max: Math.max }

/** The number of an expression; null when an operand is unknown or the result is not finite (a division by zero). */
export function numberOf(node: NumberNode, operands: Operands): number | null {
  switch (node.type) {
    case 'number':
      return node.value
    case 'field':
      return operands.field(node.name)
    case 'indicator':
      return operands.indicator(node)
    case 'negate': {
      const value = numberOf(node.of, operands)
      return value === null ? null : -value
    }
    case 'call': {
      const values = node.args.map((one) => numberOf(one, operands))
      return values.every((value) => value !== null) ? CALL[node.name](...(values as [number])) : null
    }
    case 'arithmetic':
      return binary(numberOf(node.left, operands), numberOf(node.right, operands), ARITHMETIC[node.op])
  }
}

function binary(left: number | null, right: number | null, apply: (a: number, b: number) => number): number | null {
  if (left === null || right === null) return null
  const value = apply(left, right)
  return Number.isFinite(value) ? value : null
}

/**
 * Whether a condition holds; null when that cannot be known. Unknown is neither true nor false: `not (rsi(14) < 30)` on a symbol
 * without an RSI is unknown as well, and `a or b` is true as soon as one side is.
 */
export function truthOf(node: ConditionNode, operands: Operands): boolean | null {
  if (node.type === 'compare') {
    const left = numberOf(node.left, operands)
    const right = numberOf(node.right, operands)
    return left === null || right === null ? null : COMPARE[node.op](left, right)
  }
  if (node.type === 'not') {
    const truth = truthOf(node.of, operands)
    return truth === null ? null : !truth
  }
  const decisive = node.type === 'or'
  const left = truthOf(node.left, operands)
  if (left === decisive) return decisive
  const right = truthOf(node.right, operands)
  if (right === decisive) return decisive
  return left === null || right === null ? null : !decisive
}
