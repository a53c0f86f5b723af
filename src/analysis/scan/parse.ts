import jsep from 'jsep'
import { OpenbellError } from '../../core/errors.ts'
import { type IndicatorParam, type IndicatorSpec, PRICE_COLUMNS, type PriceColumn } from '../indicators/spec.ts'
import { nearest } from '../nearest.ts'
import {
  COMPARISONS,
  type Comparison,
  type ConditionNode,
  FUNCTIONS,
  type IndicatorNode,
  isCondition,
  type Node,
  type NumberNode,
} from './expression.ts'
import { FIELD_NAMES, isField } from './fields.ts'
import { ruleWords } from './forecast-words.ts'
import { expressionOf, RULE_NAMES } from './rules.ts'

// The grammar is what this project's expressions are: no bit operators, no member access, no strings, no `this`.
jsep.removeAllBinaryOps()
jsep.removeAllUnaryOps()
for (const [operator, strength] of Object.entries({ or: 1, '||': 1, and: 2, '&&': 2, '=': 3, '*': 6, '/': 6, '+': 5, '-': 5 })) {
  jsep.addBinaryOp(operator, strength)
}
for (const operator of COMPARISONS) jsep.addBinaryOp(operator, operator === '==' || operator === '!=' ? 3 : 4)
for (const operator of ['-', '+', '!', 'not']) jsep.addUnaryOp(operator)
jsep.removeAllLiterals()

/** No rule that a person means is longer; the parser recurses. */
const LONGEST = 1000

const HINT = 'openbell scan --help lists fields, indicators and rules'

/** Parses a named rule or a condition; throws `usage` with the nearest known name for every word it does not know. */
export function parseRule(rule: string): ConditionNode {
  const node = parse(expressionOf(rule))
  if (isCondition(node)) return node
  throw usage(`'${rule.trim()}' is a number, not a condition: compare it with one`, `openbell scan '${rule.trim()} > 0'`)
}

/** Parses what a column or an order is made of: a field, an indicator or arithmetic on them. */
export function parseNumber(text: string): NumberNode {
  return asNumber(parse(text), text)
}

function parse(text: string): Node {
  if (text.length > LONGEST)
    throw usage(`the expression has ${text.length} characters, more than ${LONGEST}`, 'say less in one rule')
  if (text.trim() === '') throw usage('the expression is empty', `openbell scan '${RULE_NAMES[0]}'`)
  // `rsi:14` is how indicators are named elsewhere; here a colon can mean nothing else.
  const called = text.toLowerCase().replace(/\b([a-z]\w*):(\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?)*)/g, '$1($2)')
  // An output after a dot, as strategies read it: the one name here that has one.
  const plain = called.replace(/\bforecast(\([^()]*\))?\.([a-z]\w*)/g, 'forecast_$2$1')
  let tree: jsep.Expression
  try {
    tree = jsep(plain)
  } catch (thrown) {
    throw usage(`cannot read '${text}': ${(thrown as Error).message}`)
  }
  return convert(liftNot(tree), text)
}

const isNot = (node: jsep.Expression): boolean => node.type === 'UnaryExpression' && ['not', '!'].includes(String(node.operator))
const JOINS = ['and', '&&', 'or', '||']

/** `not a > b` reads as not (a > b): the parser binds a sign tighter than a comparison, which makes no sense of a condition. */
function liftNot(node: jsep.Expression): jsep.Expression {
  if (isNot(node)) return { ...node, argument: liftNot((node as jsep.UnaryExpression).argument) }
  if (node.type !== 'BinaryExpression') return node
  const both = node as jsep.BinaryExpression
  const left = liftNot(both.left)
  const right = liftNot(both.right)
  if (!JOINS.includes(both.operator) && isNot(left))
    return { ...left, argument: liftNot({ ...both, left: (left as jsep.UnaryExpression).argument, right }) }
  return { ...both, left, right }
}

function convert(node: jsep.Expression, text: string): Node {
  switch (node.type) {
    case 'Literal':
      return literal(node as jsep.Literal, text)
    case 'Identifier':
      return named((node as jsep.Identifier).name)
    case 'UnaryExpression':
      return unary(node as jsep.UnaryExpression, text)
    case 'BinaryExpression':
      return binary(node as jsep.BinaryExpression, text)
    case 'CallExpression':
      return call(node as jsep.CallExpression, text)
    case 'Compound':
      throw usage(`cannot read '${text}': an operator is missing between two parts (and, or, <, > ...)`)
    default:
      throw usage(
        `cannot read '${text}': only comparisons, arithmetic, and, or, not, ${FUNCTIONS.join(', ')}, fields and indicators are known`,
      )
  }
}

function literal(node: jsep.Literal, text: string): NumberNode {
  if (typeof node.value === 'number') return { type: 'number', value: node.value, text: node.raw }
  throw usage(`cannot read ${node.raw} in '${text}': only numbers can be compared`)
}

function unary(node: jsep.UnaryExpression, text: string): Node {
  const of = convert(node.argument, text)
  if (isNot(node)) return { type: 'not', of: asCondition(of, text) }
  const number = asNumber(of, text)
  return node.operator === '-' ? { type: 'negate', of: number } : number
}

function binary(node: jsep.BinaryExpression, text: string): Node {
  const operator = { '&&': 'and', '||': 'or', '=': '==' }[node.operator] ?? node.operator
  const left = convert(node.left, text)
  const right = convert(node.right, text)
  if (operator === 'and' || operator === 'or') {
    return { type: operator, left: asCondition(left, text), right: asCondition(right, text) }
  }
  const sides = { left: asNumber(left, text), right: asNumber(right, text) }
  if ((COMPARISONS as readonly string[]).includes(operator)) return { type: 'compare', op: operator as Comparison, ...sides }
  return { type: 'arithmetic', op: operator as '+', ...sides }
}

function call(node: jsep.CallExpression, text: string): Node {
  const name = node.callee.type === 'Identifier' ? (node.callee as jsep.Identifier).name : ''
  const known = FUNCTIONS.find((one) => one === name)
  if (!known) return indicator(name, node.arguments, text)
  const args = node.arguments.map((one) => asNumber(convert(one, text), text))
  if (known === 'abs' ? args.length !== 1 : args.length < 2) {
    throw usage(`${name} takes ${known === 'abs' ? 'one number' : 'two numbers or more'}, not ${args.length}`)
  }
  return { type: 'call', name: known, args }
}

function named(name: string): NumberNode {
  if (isField(name)) return { type: 'field', name }
  const spec = specOf(name)
  // A forecast is long to spell and has usual numbers of its own.
  if (spec && (spec.params.length === 0 || spec.group === 'forecast')) return checked(name, [], null)
  if (spec) throw usage(`'${name}' needs its ${spec.params.length === 1 ? spec.params[0].name : 'numbers'}: ${usual(name, spec)}`)
  const spelled = /^(.+)_(\d+)$/.exec(name)
  if (spelled && specOf(spelled[1])) return checked(spelled[1], [Number(spelled[2])], null)
  throw unknown(name)
}

function indicator(name: string, args: jsep.Expression[], text: string): IndicatorNode {
  const spec = specOf(name)
  if (!spec) throw unknown(name)
  const first = args[0]?.type === 'Identifier' ? columnNamed(name, spec, (args[0] as jsep.Identifier).name) : null
  const params = (first ? args.slice(1) : args).map((one) => {
    if (one.type === 'Literal' && typeof (one as jsep.Literal).value === 'number') return (one as jsep.Literal).value as number
    throw usage(`${name} in '${text}' takes plain numbers, e.g. ${usual(name, spec)}`)
  })
  return checked(name, params, first)
}

function columnNamed(name: string, spec: IndicatorSpec, given: string): PriceColumn {
  const input = given === 'price' ? 'close' : PRICE_COLUMNS.find((one) => one === given)
  if (spec.input === null) throw usage(`${name} takes no column: it reads those of the bar`, usual(name, spec))
  if (input) return input
  const near = nearest(given, [...PRICE_COLUMNS])
  throw usage(`${name} can be computed of ${PRICE_COLUMNS.join(', ')}, not of '${given}'${near ? `; did you mean ${near}?` : ''}`)
}

function checked(name: string, given: number[], input: PriceColumn | null): IndicatorNode {
  const { spec } = ruleWords[name]
  const most = spec.params.length
  if (given.length > most) throw usage(`${name} takes ${most} number${most === 1 ? '' : 's'}, not ${given.length}`)
  const params = spec.params.map((param, i) => given[i] ?? param.default)
  spec.params.forEach((param, i) => {
    checkNumber(name, param, params[i])
  })
  return { type: 'indicator', name, params, input: input === spec.input ? null : input }
}

function checkNumber(name: string, param: IndicatorParam, value: number): void {
  if ((param.fraction || Number.isInteger(value)) && value >= param.min && value <= param.max) return
  const kind = param.fraction ? 'a number' : 'a whole number'
  throw usage(`${param.name} of ${name} must be ${kind} from ${param.min} to ${param.max}, not ${value}`)
}

function specOf(word: string): IndicatorSpec | null {
  return Object.hasOwn(ruleWords, word) ? ruleWords[word].spec : null
}

function usual(word: string, { params }: IndicatorSpec): string {
  return `${word}(${params.map((param) => param.default).join(', ')})`
}

function asNumber(node: Node, text: string): NumberNode {
  if (!isCondition(node)) return node
  throw usage(`cannot read '${text}': a condition stands where a number belongs`)
}

function asCondition(node: Node, text: string): ConditionNode {
  if (isCondition(node)) return node
  throw usage(`cannot read '${text}': a number stands where a condition belongs; compare it with one`)
}

function unknown(name: string): OpenbellError {
  const near = nearest(name, [...FIELD_NAMES, ...Object.keys(ruleWords), ...FUNCTIONS, ...RULE_NAMES])
  return usage(`unknown name '${name}' in the rule${near ? `; did you mean '${near}'?` : ''}`)
}

function usage(message: string, hint: string = HINT): OpenbellError {
  return new OpenbellError('usage', message, hint)
}
