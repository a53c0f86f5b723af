import { type IndicatorSpec, PRICE_COLUMNS } from '../indicators/spec.ts'
import { COMPARISONS, FUNCTIONS } from './expression.ts'
import { fields } from './fields.ts'
import { indicatorWords } from './indicator-words.ts'
import { namedRules } from './rules.ts'

/** What a rule may say, from the tables that the parser reads: named rules, fields, indicators, signs. A line each, to be read under the flags. */
export function ruleHelp(): string {
  const rules = Object.entries(namedRules).map(([name, rule]): Line => [name, rule.expression, rule.summary])
  const columns = Object.entries(indicatorWords).map(
    ([name, { spec }]): Line => [call(name, spec), computedOf(spec), spec.summary],
  )
  return [
    'Rules by name:',
    ...aligned(rules),
    '',
    'An expression compares fields, indicators and numbers, calculates with them, and joins comparisons:',
    `  ${COMPARISONS.join(' ')}   + - * / ${FUNCTIONS.map((name) => `${name}()`).join(' ')}   and or not ( )`,
    '',
    'Fields:',
    ...aligned(Object.entries(fields).map(([name, field]): Line => [name, field.summary])),
    '',
    'Indicators, with their usual numbers; rsi:14 and rsi_14 mean rsi(14).',
    `A column may stand first, as in sma(volume, 20): ${PRICE_COLUMNS.join(' ')}.`,
    ...aligned(columns),
  ].join('\n')
}

type Line = string[]

function call(name: string, { params }: IndicatorSpec): string {
  return `${name}(${params.map((param) => param.default).join(', ')})`
}

function computedOf({ input, params }: IndicatorSpec): string {
  const ranges = params.map((param) => `${param.name} ${param.min} to ${param.max}`)
  return [input === null ? 'of the bars' : `of ${input}`, ...ranges].join(', ')
}

/** Cells in columns, two blanks apart, indented by two. */
function aligned(lines: Line[]): string[] {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  return lines.map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd())
}
