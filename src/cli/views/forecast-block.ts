import type { ForecastResult } from '../../operations/forecast/output.ts'
import {
  bounds,
  chancesSentence,
  coverageSentence,
  expertsWords,
  levelWords,
  modelFacts,
  signed,
  skillSentence,
  speaker,
  trainedWords,
} from '../../operations/forecast/words.ts'
import { factLine } from './fact-line.ts'
import { fanChart, fanKey } from './fan/chart.ts'
import { chartOf, timeText } from './fan/of-result.ts'
import { action, bandText } from './forecast-table.ts'
import { number, price } from './format.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal } from './view.ts'

/** Steps that the table shows, beside the last. */
const STEPS = [1, 5, 10, 20, 30]

/** One symbol in full: its fan, its steps, and what all of it is worth. */
export function forecastBlock(result: ForecastResult, terminal: Terminal): string {
  const { paint } = terminal
  const { symbol, last, origin, signal, evaluation } = result
  const title = `${paint.bold(symbol)} ${price(last, symbol)}${origin === null ? '' : ` at ${timeText(result, origin)}`}`
  const skill = skillSentence(result)
  const figures = [
    `MASE ${number(evaluation.mase)}`,
    `skill in interval score ${signed(evaluation.wisSkill)}, ${bounds(evaluation.wisSkillLow, evaluation.wisSkillHigh)}`,
  ]
  return [
    factLine(`${title} · ${speaker(result)}`, terminal),
    chart(result, terminal),
    stepsTable(result, terminal),
    (result.beatsNaive ? paint.green : paint.yellow)(paragraphs([skill], terminal)),
    paragraphs([coverageSentence(evaluation), figures.join('; '), expertsWords(result), chancesSentence(result)], terminal),
    paragraphs([`${action(result, terminal)}, confidence ${number(signal.confidence)}: ${signal.reason}`], terminal),
    paint.dim(factLine(modelFacts(result).join(' · '), terminal)),
    result.model.stale ? paint.yellow(paragraphs([staleSentence(result)], terminal)) : '',
    result.warnings.length > 0
      ? paint.yellow(
          paragraphs(
            result.warnings.map((one) => `warning: ${one}`),
            terminal,
          ),
        )
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n')
}

function staleSentence(result: ForecastResult): string {
  return `STALE: the model knows nothing after ${trainedWords(result)}`
}

function chart(result: ForecastResult, terminal: Terminal): string {
  const drawn = terminal.terminal ? chartOf(result) : null
  if (drawn === null) return ''
  const text = fanChart(drawn, terminal)
  return text === '' ? '' : `${terminal.paint.dim(paragraphs([fanKey(drawn, terminal)], terminal))}\n${text}`
}

function stepsTable(result: ForecastResult, terminal: Terminal): string {
  const { points, symbol } = result
  const last = points[points.length - 1]
  const shown = points.filter((one) => STEPS.includes(one.step) || one === last)
  const levels = last?.bands ?? []
  const hasTime = points.some((one) => one.time !== null)
  return table<(typeof points)[number]>(
    [
      { title: 'step', align: 'right', cell: (one) => String(one.step) },
      ...(hasTime ? [{ title: 'time', drop: 1, cell: (one: (typeof points)[number]) => timeText(result, one.time) }] : []),
      { title: 'median', align: 'right', cell: (one) => price(one.value, symbol) },
      ...levels.map(({ level }, i) => ({
        title: `${levelWords(level)} band`,
        align: 'right' as const,
        drop: i === 0 ? 0 : 1 + i,
        cell: (one: (typeof points)[number]) => bandText(one.bands[i], symbol),
      })),
    ],
    shown,
    terminal,
  )
}
