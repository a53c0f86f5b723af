import type { z } from '../../operations/operation.ts'
import type { report } from '../../operations/report/report.ts'
import { bytes } from './format.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof report.output>> = (output, terminal) => {
  const { paint } = terminal
  const what = `${output.strategy} on ${output.symbols.join(' ')}, run ${output.run}`
  const file =
    output.bytes === null
      ? `would be written to ${output.file}`
      : `${paint.bold(output.file)} (${bytes(output.bytes)}, one file, no network)`
  const notes = output.notes.map((note) => paint.yellow(`Note: ${note}`))
  return [`Report of ${what}\n${file}`, ...notes, nextLine([`openbell runs show ${output.run}`], terminal)].join('\n\n')
}
