import { iso } from '../../core/time.ts'
import type { RecordingReader } from '../../ports/recording.ts'
import { defineOperation, z } from '../operation.ts'
import { describe } from './list.ts'
import { infoOutput } from './output.ts'

export const recordingsInfo = defineOperation({
  name: 'recordings.info',
  toolset: 'datasets',
  effect: 'read',
  summary: 'What a recording holds, and whether it is whole.',
  input: z.strictObject({
    file: z.string().min(1).describe('Name of a recording, last, or a path').meta({ positional: true }),
  }),
  output: infoOutput,
  examples: [{ title: 'A recording by name', input: { file: 'morning' } }],
  async run(context, { file }) {
    const reader = await (await context.recordings()).open(file, { untilDamage: true })
    const { name, path, bytes, header, complete, fault, index } = reader
    const counts = countsOf(reader)
    const rows = counts.prints + counts.quotes + counts.bars
    return {
      ...describe({ name, path, bytes, header }),
      complete,
      fault,
      ...counts,
      bytesPerRow: rows === 0 ? null : bytes / rows,
      from: index.length === 0 ? null : iso(index[0].from),
      to: index.length === 0 ? null : iso(index[index.length - 1].to),
    }
  },
})

function countsOf(reader: RecordingReader) {
  const rows = { print: 0, quote: 0, bar: 0 }
  let [all, journal] = [0, 0]
  for (const { rows: told, events } of reader.chunks()) {
    for (let row = 0; row < told.length; row++) rows[told.kind(row)]++
    all += events.length
    for (const { value } of events) journal += linesOf(value)
  }
  return { prints: rows.print, quotes: rows.quote, bars: rows.bar, events: all, journal }
}

function linesOf(record: unknown): number {
  const [kind, what, asked] = record as [string, string, { lines: unknown[] }]
  return kind === 'wrote' && what === 'journal' ? asked.lines.length : 0
}
