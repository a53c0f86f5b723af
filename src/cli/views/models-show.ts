import { levelWords } from '../../operations/forecast/words.ts'
import type { ModelDetails } from '../../operations/models/output.ts'
import { bytes, count, counted, number, percent, stamp } from './format.ts'
import { forecastWith } from './models-list.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<ModelDetails> = (model, terminal) => {
  const facts = factsOf(model).map(([title, text]) => `${terminal.paint.bold(title.padEnd(10))} ${text}`)
  const use = forecastWith(model)
  const next = [...(model.stale ? [`openbell models retrain ${model.name}`] : []), ...(use ? [use] : [])]
  return [facts.join('\n'), seriesTable(model, terminal), ...(next.length > 0 ? [nextLine(next, terminal)] : [])].join('\n\n')
}

function factsOf(model: ModelDetails): [string, string][] {
  const { name, path, asked, backend, network, horizon, input, levels } = { ...model, levels: model.asked.levels }
  const own = asked.file === null ? '' : ` from ${asked.file}`
  const bands = levels.map((level) => levelWords(level)).join(' ')
  const steps = asked.steps === null ? '' : `, ${counted(asked.steps, 'step')} each`
  return [
    ['Model', `${name}: ${model.model}${own} (${model.id}), ${bytes(model.bytes)}, ${path}`],
    ['Made', `${stamp(model.made.replace(/\.\d+Z$/, 'Z'))} by openbell ${model.openbell}; its checksum agrees`],
    ['Asked', `${counted(horizon, 'bar')} ahead from ${counted(input, 'bar')}, bands ${bands}, seed ${asked.seed}${steps}`],
    ['Market', marketOf(model)],
    ['Training', `${stamp(model.trainedTo)} is the last bar; ${ageOf(model)}`],
    [
      'Backend',
      `${backend.name} (${backend.library}), ${backend.reproducible ? 'the same bytes every time' : 'not bit-reproducible'}`,
    ],
    ['Networks', network === null ? 'none' : networkText(network)],
  ]
}

function marketOf({ asked, symbols, source, feed, timeframe, adjustment, session, marketSeed }: ModelDetails): string {
  if (timeframe === null) return `${asked.data}, ${symbols.join(' ')}`
  const seed = marketSeed === null ? '' : `, seed ${marketSeed}`
  const prices = adjustment === 'splits' ? 'adjusted for splits' : 'as they are'
  return `${symbols.join(' ')}, bars of ${timeframe} from ${source} (${feed}${seed}), prices ${prices}, hours ${session}`
}

function ageOf({ bars, stale, retrainEvery, horizon }: ModelDetails): string {
  const since = bars === null ? '' : `${counted(bars, 'bar')} since, `
  const limit = retrainEvery ?? counted(horizon, 'bar')
  return `${since}${stale ? 'STALE' : 'fresh'} (limit ${limit})`
}

function networkText({ kind, settings, networks, weights, fileHash }: NonNullable<ModelDetails['network']>): string {
  const sizes = Object.entries(settings).map(([name, values]) => `${name} ${values.join(',')}`)
  const own = fileHash === null ? [] : [`hash of its file ${fileHash.slice(0, 16)}`]
  return [`${count(networks)} of ${kind}, ${count(weights)} numbers together`, ...sizes, ...own].join(', ')
}

function seriesTable({ series, asked: { levels } }: ModelDetails, terminal: Terminal): string {
  type Row = ModelDetails['series'][number]
  return table<Row>(
    [
      { title: 'symbol', cell: ({ symbol }) => symbol },
      { title: 'shown', cell: ({ shown }) => shown },
      { title: 'beats last value', drop: 1, cell: ({ beatsNaive }) => (beatsNaive ? 'yes' : 'no') },
      { title: 'skill', align: 'right', cell: ({ evaluation }) => percent(evaluation.skill, 1) },
      {
        title: '95% interval',
        align: 'right',
        drop: 2,
        cell: ({ evaluation: { skillLow, skillHigh } }) =>
          skillLow === null ? 'n/a' : `${percent(skillLow, 1)} to ${percent(skillHigh, 1)}`,
      },
      { title: 'MASE', align: 'right', drop: 4, cell: ({ evaluation }) => number(evaluation.mase) },
      ...levels.map((level) => ({
        title: `${levelWords(level)} held`,
        align: 'right' as const,
        drop: 3,
        cell: ({ evaluation }: Row) => shareOf(evaluation.coverage.find((one) => one.level === level)?.achieved ?? null),
      })),
      { title: 'past forecasts', align: 'right', drop: 5, cell: ({ evaluation }) => count(evaluation.windows) },
      { title: 'preferred', drop: 6, cell: ({ preferred }) => preferred },
    ],
    series,
    terminal,
  )
}

function shareOf(achieved: number | null): string {
  return achieved === null ? 'n/a' : `${number(100 * achieved, 1)}%`
}
