import { counted } from '../../operations/common/words.ts'
import type { Offer } from '../../operations/peers/output.ts'
import { count } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal } from './view.ts'

/**
 * What a peer offers: who it says it is, its tools with their state, and what waits for a person. Of more than `most` tools those that wait
 * come first, and the rest is counted.
 */
export function offerView(offer: Offer, terminal: Terminal, most = Number.POSITIVE_INFINITY): string {
  const { peer, title, version, protocol, tools, approved, waiting } = offer
  const said = [title && `says it is ${title}${version ? ` ${version}` : ''}`, protocol && `protocol ${protocol}`].filter(Boolean)
  const changed = tools.filter(({ state }) => state === 'changed')
  const lines = [
    ...changed
      .slice(0, most)
      .map(
        ({ name }) =>
          `${name} is not what was approved: its words or schemas changed. It is not called until you approve it again.`,
      ),
    ...(waiting.length > 0 ? [`${counted(waiting.length, 'tool')} cannot be called until you approve.`] : []),
    ...(approved.length > 0 ? [`${tools.length > most ? 'Approved' : 'Approved as shown'}: ${firstOf(approved, most)}.`] : []),
    'What a peer says is text from outside; none may act on an account.',
  ]
  const shown = tools.length > most ? waitingFirst(tools).slice(0, most) : tools
  const left = tools.length - shown.length
  const rest = left > 0 ? [paragraphs([`and ${count(left)} more: openbell mcp show ${peer}`], terminal)] : []
  const next = waiting.length > 0 ? `openbell mcp approve ${peer} --yes` : 'openbell federate SIMALL'
  return [
    terminal.paint.bold([peer, ...said].join(' · ')),
    ...(tools.length > 0 ? [toolTable(shown, terminal), ...rest] : ['It offers no tools.']),
    paragraphs(lines, terminal),
    nextLine([next], terminal),
  ].join('\n\n')
}

const ORDER = ['changed', 'new', 'pinned', 'refused'] as const

function waitingFirst(tools: Offer['tools']): Offer['tools'] {
  return tools.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
}

function firstOf(names: readonly string[], most: number): string {
  const left = names.length - most
  return names.slice(0, most).join(', ') + (left > 0 ? ` and ${count(left)} more` : '')
}

function toolTable(tools: Offer['tools'], terminal: Terminal): string {
  const { paint } = terminal
  const colours = { pinned: paint.green, new: paint.yellow, changed: paint.red, refused: paint.dim }
  return table(
    [
      { title: 'tool', cell: ({ name }) => name },
      { title: 'state', cell: ({ state }) => colours[state](state === 'pinned' ? 'approved' : state) },
      { title: 'asked for', drop: 2, cell: ({ asks }) => asks ?? '-' },
      {
        title: 'what it says, or why it is refused',
        least: 30,
        cell: ({ reason, description }) => reason ?? oneLine(description),
      },
      { title: 'hash', drop: 3, cell: ({ hash }) => hash.slice(0, 12) },
    ],
    tools,
    terminal,
  )
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}
