import { shellWord } from '../../operations/common/words.ts'
import type { z } from '../../operations/operation.ts'
import type { recordingsList } from '../../operations/recording/list.ts'
import { bytes, stamp } from './format.ts'
import { nextLine } from './next.ts'
import { table } from './table.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof recordingsList.output>> = ({ recordings }, terminal) => {
  const [first] = recordings
  if (first === undefined) {
    const ways = ['openbell stream SIMALL --record', 'openbell recordings make morning SIMALL --date 2026-03-20 --until 10:00']
    return `Nothing was recorded yet.\n\n${nextLine(ways, terminal)}`
  }
  const drawn = table(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'kind', cell: ({ kind }) => kind ?? 'unreadable' },
      { title: 'date', cell: ({ date }) => date ?? 'n/a' },
      { title: 'symbols', drop: 2, cell: ({ symbols }) => shown(symbols) },
      { title: 'source', drop: 3, cell: ({ source }) => source ?? 'n/a' },
      { title: 'strategy', drop: 1, cell: ({ strategy }) => strategy?.name ?? '-' },
      { title: 'made (UTC)', drop: 4, cell: ({ made }) => stamp(made) },
      { title: 'size', align: 'right', cell: (one) => bytes(one.bytes) },
    ],
    recordings,
    terminal,
  )
  return [drawn, nextLine([`openbell replay ${shellWord(first.name)}`], terminal)].join('\n\n')
}

const MOST = 4

function shown(symbols: readonly string[]): string {
  const more = symbols.length > MOST ? ` and ${symbols.length - MOST} more` : ''
  return `${symbols.slice(0, MOST).join(' ')}${more}`
}
