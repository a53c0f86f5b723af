import { counted } from '../../operations/common/words.ts'
import type { FederateAnswer } from '../../operations/federate/output.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<FederateAnswer> = (answer, terminal) => {
  const { symbol, source, feed, asOf, views, setAside, silent, asked } = answer
  const head = source !== null && feed !== null ? [provenance({ source, feed, asOf }, terminal)] : []
  const parts = [
    [...head, fusedLine(answer, terminal)].join('\n'),
    ...(views.length > 0 ? [viewTable(views, terminal)] : []),
    paragraphs(
      views.map(({ source: who, claim, untrusted, notes }) => {
        const said = `${who}${untrusted ? ' (from outside)' : ''}: ${claim || '(no words)'}`
        return notes.length > 0 ? `${said} [${notes.join('; ')}]` : said
      }),
      terminal,
    ),
    troubles(
      setAside.map(({ source: who, tool, reason }) => `set aside: ${who} ${tool ?? ''}: ${reason}`),
      terminal,
    ),
    troubles(
      silent.map(({ peer, reason }) => `silent: ${peer}: ${reason}`),
      terminal,
    ),
    ...(asked === 0 ? ['No peer was asked: there is none.'] : []),
    nextLine(
      asked === 0 ? ["openbell mcp connect desk --command 'node desk-server.js'"] : [`openbell analyze ${symbol}`],
      terminal,
    ),
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function troubles(lines: string[], terminal: Terminal): string {
  return lines.length === 0 ? '' : terminal.paint.yellow(paragraphs(lines, terminal))
}

function fusedLine({ symbol, fused, views, asked }: FederateAnswer, { paint }: Terminal): string {
  const { stance, score, confidence, disagreement } = fused
  if (score === null || confidence === null || disagreement === null) return `${paint.bold(symbol)}: no source gave a figure`
  const colour = { bullish: paint.green, bearish: paint.red, neutral: paint.bold, split: paint.yellow, none: paint.dim }[stance]
  const sources = counted(views.length, 'view')
  return `${paint.bold(symbol)}: ${colour(stance)}, score ${signed(score)}, confidence ${confidence.toFixed(2)}, disagreement ${disagreement.toFixed(2)} (${sources}, ${counted(asked, 'peer')} asked; an opinion, no measured forecast)`
}

function viewTable(views: FederateAnswer['views'], terminal: Terminal): string {
  return table(
    [
      { title: 'source', cell: ({ source }) => source },
      { title: 'kind', cell: ({ kind }) => kind },
      { title: 'asked', drop: 2, cell: ({ tool }) => tool },
      { title: 'score -1..1', align: 'right', cell: ({ score }) => (score === null ? 'n/a' : signed(score)) },
      { title: 'confidence', align: 'right', cell: ({ confidence }) => confidence.toFixed(2) },
      { title: 'age h', align: 'right', drop: 1, cell: ({ ageHours }) => (ageHours === null ? 'n/a' : String(ageHours)) },
      { title: 'horizon', drop: 3, cell: ({ horizon }) => horizon ?? '-' },
      { title: 'weight %', align: 'right', cell: ({ weight }) => (weight * 100).toFixed(1) },
    ],
    views,
    terminal,
  )
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`
}
