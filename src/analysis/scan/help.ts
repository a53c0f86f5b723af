import { type IndicatorSpec, PRICE_COLUMNS } from '../indicators/spec.ts'
import { COMPARISONS, FUNCTIONS } from './expression.ts'
import { fields } from './fields.ts'
import { forecastWords } from './forecast-words.ts'
import { indicatorWords } from './indicator-words.ts'
import { namedRules } from './rules.ts'

/** Characters of a line of indicators: what a terminal of the usual width shows without a break. */
const LINE = 78

/** What a rule may say, from the tables that the parser reads: named rules, fields, indicators, signs. To be read under the flags. */
export function ruleHelp(): string {
  const rules = Object.entries(namedRules).map(([name, rule]): Line => [name, rule.expression, rule.summary])
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
    'Indicators, with their usual numbers; rsi:14 and rsi_14 mean rsi(14). What each is: openbell indicators --list',
    `A column may stand first, as in sma(volume, 20): ${PRICE_COLUMNS.join(' ')}.`,
    ...aligned(indicatorLines()),
    '',
    'Forecasts, of so many bars from so many; forecast.signal means forecast_signal(30,84). They take training: the first scan is slow.',
    ...aligned(Object.entries(forecastWords).map(([word, { spec, output }]): Line => [call(word, spec), OUTPUTS[output]])),
  ].join('\n')
}

/** What each output of a forecast is. */
const OUTPUTS = [
  'Expected move to the last bar, as a fraction; 0 where no skill is shown',
  '1 buy, -1 sell, 0 hold',
  'Probability of a higher close at the last bar',
  'Lower end of its 80% band there, a price',
  'Upper end of its 80% band there, a price',
  'Lower bound of the skill over the last value; above 0 = shown',
]

type Line = string[]

/** A group's name and what is in it, in as many lines as that takes; there are too many for a line each. */
function indicatorLines(): Line[] {
  const groups = Map.groupBy(Object.entries(indicatorWords), ([, { spec }]) => spec.group)
  const room = LINE - Math.max(...[...groups.keys()].map((group) => group.length)) - 4
  return [...groups].flatMap(([group, words]) =>
    broken(
      words.map(([word, { spec }]) => call(word, spec)),
      room,
    ).map((line, i): Line => [i === 0 ? group : '', line]),
  )
}

function call(word: string, { params }: IndicatorSpec): string {
  return params.length === 0 ? word : `${word}(${params.map((param) => param.default).join(',')})`
}

/** Words joined by blanks into lines of at most `room` characters. */
function broken(words: string[], room: number): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Cells in columns, two blanks apart, indented by two. */
function aligned(lines: Line[]): string[] {
  const widths = lines[0].map((_, i) => Math.max(...lines.map((line) => line[i].length)))
  return lines.map((line) => `  ${line.map((cell, i) => cell.padEnd(widths[i])).join('  ')}`.trimEnd())
}
