import { resolve } from 'node:path'
import { type Instant, iso } from '../../core/time.ts'
import { defineOperation, z } from '../operation.ts'
import type { Head } from './head.ts'
import { fromFile, readHead } from './kept.ts'
import { nameInput } from './show.ts'

export const modelsExport = defineOperation({
  name: 'models.export',
  toolset: 'forecast',
  // It writes a file of the user's choosing, so it is not for callers that may only read.
  effect: 'write',
  summary: 'Copy a kept model, checked, to a file; or what it says of itself, as JSON.',
  input: z.strictObject({
    name: nameInput,
    out: z
      .string()
      .min(1)
      .describe('File to write; with a name that ends in .json only the head, without its numbers')
      .meta({ positional: true }),
  }),
  output: z.strictObject({
    name: z.string().describe('Name of the model'),
    out: z.string().describe('File written, as a full path'),
    kind: z.enum(['model', 'head']).describe('The whole model, or its head as JSON'),
  }),
  examples: [
    {
      title: 'A copy for another machine: put it into the folder models of its home',
      input: { name: 'daily', out: 'daily.obm' },
    },
    { title: 'What it says of itself, for a program', input: { name: 'daily', out: 'daily.json' } },
  ],
  async run(context, { name, out }) {
    const models = await context.models()
    const path = resolve(out)
    const kind = /\.json$/i.test(out) ? ('head' as const) : ('model' as const)
    const file = await models.read(name)
    fromFile(name, file)
    if (!context.dryRun) {
      if (kind === 'model') await models.copyTo(name, path)
      else await (await context.files()).writeText(path, `${JSON.stringify(readable(readHead(name, file.head)), null, 2)}\n`)
    }
    return { name, out: path, kind }
  },
})

/** A head with its times as other programs read them. */
function readable({ about, fitted, ...rest }: Head): Record<string, unknown> {
  const time = (at: Instant | null) => (at === null ? null : iso(at))
  const series = fitted.series.map((one) => ({ ...one, trainedTo: time(one.trainedTo) }))
  return { ...rest, about: { ...about, made: iso(about.made), asOf: time(about.asOf) }, fitted: { ...fitted, series } }
}
