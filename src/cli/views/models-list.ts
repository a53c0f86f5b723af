import { shellWord } from '../../operations/common/words.ts'
import type { modelsList } from '../../operations/models/list.ts'
import type { BrokenRow, ModelRow } from '../../operations/models/output.ts'
import type { z } from '../../operations/operation.ts'
import { bytes, count, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<z.output<typeof modelsList.output>> = ({ models, broken }, terminal) => {
  if (models.length + broken.length === 0) {
    return `No model was kept yet.\n\n${nextLine(['openbell forecast SIMALL --save daily'], terminal)}`
  }
  const parts = [
    ...(models.length > 0 ? [modelTable(models, terminal)] : []),
    ...(broken.length > 0 ? [terminal.paint.yellow(paragraphs(broken.map(brokenLine), terminal))] : []),
  ]
  return [...parts, nextLine(nextOf(models, broken), terminal)].join('\n\n')
}

function modelTable(models: ModelRow[], terminal: Terminal): string {
  return table(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'model', cell: ({ model }) => model },
      { title: 'symbols', least: 12, cell: ({ symbols }) => symbols.join(' ') },
      {
        title: 'beat last value',
        align: 'right',
        drop: 3,
        cell: ({ beatsNaive, symbols }) => `${beatsNaive} of ${symbols.length}`,
      },
      { title: 'bars', drop: 4, cell: ({ timeframe, source }) => `${timeframe ?? 'rows'} of ${source}` },
      { title: 'trained to (UTC)', cell: ({ trainedTo }) => stamp(trainedTo) },
      { title: 'bars since', align: 'right', cell: ({ bars }) => count(bars) },
      { title: 'state', cell: ({ stale }) => (stale ? terminal.paint.yellow('stale') : 'fresh') },
      { title: 'by', drop: 1, cell: ({ backend }) => backend },
      { title: 'size', align: 'right', drop: 2, cell: (one) => bytes(one.bytes) },
    ],
    models,
    terminal,
  )
}

function brokenLine({ name, fault }: BrokenRow): string {
  return `${name} ${fault}`
}

function nextOf(models: ModelRow[], broken: BrokenRow[]): string[] {
  const [first] = models
  const use = first && forecastWith(first)
  return [
    ...(models.some(({ stale }) => stale) ? ['openbell models retrain --due'] : []),
    ...(broken.length > 0 ? [`openbell models delete ${shellWord(broken[0].name)}`] : []),
    ...(use ? [use] : []),
  ]
}

/** The forecast of a kept model; that of a file is asked for with the file. */
export function forecastWith({
  name,
  symbols,
  source,
  timeframe,
}: Pick<ModelRow, 'name' | 'symbols' | 'source' | 'timeframe'>): string | null {
  if (timeframe === null) return null
  const bars = timeframe === '1d' ? '' : ` --timeframe ${timeframe}`
  const from = source === 'simulated' ? '' : ` --source ${source}`
  return `openbell forecast ${shellWord(symbols[0])} --model saved:${name}${bars}${from}`
}
