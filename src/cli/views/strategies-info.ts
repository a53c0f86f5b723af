import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { strategiesInfo } from '../../operations/strategies/info.ts'
import { factLine } from './fact-line.ts'
import { nextLine } from './next.ts'
import { wrap } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

/** Columns of the words before the facts. */
const LABEL = 12

type Output = z.output<typeof strategiesInfo.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const facts = [
    ['origin', output.origin],
    ['weakness', output.weakness],
    ['bars', output.timeframes?.join(' ') ?? 'any timeframe'],
    ['symbols', symbolsText(output.symbols)],
    ['indicators', output.indicators.join('  ') || 'none'],
    ['file', `${output.file} (${output.source})`],
  ].flatMap(([label, text]) => (text === null ? [] : [`${paint.dim(`${label}:`.padEnd(LABEL))}${beside(text, terminal)}`]))
  const title = `${paint.bold(output.name)}  ${output.description}`
  return [factLine(title, terminal), facts.join('\n'), parameters(output, terminal), nextLine(commands(output), terminal)].join(
    '\n\n',
  )
}

/** A text right of its word. */
function beside(text: string, { width, terminal }: Terminal): string {
  return terminal ? wrap(text, width - LABEL).join(`\n${' '.repeat(LABEL)}`) : text
}

function parameters({ params }: Output, terminal: Terminal): string {
  if (params.length === 0) return 'It takes no parameters.'
  return table(
    [
      { title: 'parameter', cell: (row) => row.name },
      { title: 'default', align: 'right', cell: (row) => String(row.default) },
      { title: 'from', align: 'right', cell: (row) => String(row.min ?? '') },
      { title: 'to', align: 'right', cell: (row) => String(row.max ?? '') },
      {
        title: 'meaning',
        drop: 1,
        least: 20,
        cell: (row) => row.description ?? (row.choices ? `one of ${row.choices.join(', ')}` : ''),
      },
    ],
    params,
    terminal,
  )
}

function symbolsText({ min, max }: Output['symbols']): string {
  if (min === max) return min === 1 ? 'each one by itself' : `${min} at once`
  return max === null ? `${min === 1 ? 'any number' : `${min} or more`} at once` : `${min} to ${max} at once`
}

/** How to run it, on the simulated market. */
function commands({ name, source, params, symbols, timeframes }: Output): string[] {
  const names = symbols.min >= 2 ? 'SIMALL SIMTEC' : 'SIMALL'
  const bars = timeframes ? ` --timeframe ${timeframes.includes('5m') ? '5m' : timeframes[0]}` : ''
  const [first] = params
  const set = first ? ` --set ${first.name}=${first.default}` : ''
  const copies = source === 'built-in' ? [`openbell strategies new my-${name} --from ${name}`] : []
  return [`openbell backtest ${shellWord(name)} ${names}${bars}${set}`, ...copies]
}
