import type { z } from '../../operations/operation.ts'
import type { report } from '../../operations/report/report.ts'
import { bytes } from './format.ts'
import { accountLine } from './mode-label.ts'
import { nextLine } from './next.ts'
import type { Terminal, View } from './view.ts'

type Output = z.output<typeof report.output>

export const view: View<Output> = (output, terminal) => {
  const { paint } = terminal
  const file =
    output.bytes === null
      ? `would be written to ${output.file}`
      : `${paint.bold(output.file)} (${bytes(output.bytes)}, one file, no network)`
  const notes = output.notes.map((note) => paint.yellow(`Note: ${note}`))
  const next = output.run === null ? ['openbell trade positions', 'openbell trade history'] : [`openbell runs show ${output.run}`]
  return [`${headOf(output, terminal)}\n${file}`, ...notes, nextLine(next, terminal)].join('\n\n')
}

function headOf({ mode, broker, host, account, strategy, symbols, run }: Output, terminal: Terminal): string {
  if (mode !== null && broker !== null) return accountLine({ mode, broker, host }, [`report of the account ${account}`], terminal)
  return `Report of ${strategy} on ${symbols.join(' ')}, run ${run}`
}
