import { iso } from '../../core/time.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { dataEnds } from './data-end.ts'
import type { Head } from './head.ts'
import { fromFile, readHead } from './kept.ts'
import { type ModelDetails, modelDetails } from './output.ts'
import { rowOf } from './rows.ts'

export const nameInput = z.string().min(1).describe('Name of the model').meta({ positional: true })

export const modelsShow = defineOperation({
  name: 'models.show',
  toolset: 'forecast',
  effect: 'read',
  summary: 'Everything that a kept model says of itself, with how it did at past origins.',
  input: z.strictObject({ name: nameInput }),
  output: modelDetails,
  examples: [{ title: 'A model by name', input: { name: 'daily' } }],
  run: (context, { name }) => showModel(context, name),
})

/** The file is read whole, so that what is shown is known to be sound. */
async function showModel(context: Context, name: string): Promise<ModelDetails> {
  const models = await context.models()
  const file = await models.read(name)
  fromFile(name, file)
  const info = (await models.list()).find((one) => one.name === name)
  if (info === undefined)
    throw new OpenbellError('not-found', `the model '${name}' was deleted meanwhile`, 'openbell models list')
  const head = readHead(name, file.head)
  return { ...(await rowOf({ info, head }, dataEnds(context))), ...detailsOf(head) }
}

/** What a head says beyond a line of a list. */
export function detailsOf(head: Head): Omit<ModelDetails, Exclude<keyof Awaited<ReturnType<typeof rowOf>>, 'backend'>> {
  const { about, fitted } = head
  const { symbols, data, adjustment, session, marketSeed, asOf } = about
  const { model, file, levels, seed, steps, members, bars } = about.asked
  return {
    backend: fitted.backend,
    asked: { model, symbols, data, file, levels, seed, steps, members, bars },
    adjustment,
    session,
    marketSeed,
    asOf: asOf === null ? null : iso(asOf),
    network: networkOf(head),
    series: fitted.series.map(({ id, trainedTo, networks, shown, preferred, beatsNaive, ...one }) => ({
      symbol: id,
      shown,
      preferred,
      beatsNaive,
      evaluation: one.evaluation,
      rows: one.rows,
      trainedTo: trainedTo === null ? null : iso(trainedTo),
      dataHash: one.dataHash,
      transform: one.transform,
      period: one.period,
      networks: networks.length,
    })),
  }
}

function networkOf({ fitted: { spec, networks, fileHash } }: Head): ModelDetails['network'] {
  if (spec === null) return null
  const settings = Object.entries(spec.settings).map(([name, value]) => [name, typeof value === 'number' ? [value] : [...value]])
  const sizes = networks.flatMap(({ tensors }) => tensors.map(({ shape }) => shape.reduce((size, length) => size * length, 1)))
  return {
    kind: spec.kind,
    settings: Object.fromEntries(settings),
    networks: networks.length,
    weights: sizes.reduce((sum, size) => sum + size, 0),
    fileHash,
  }
}
