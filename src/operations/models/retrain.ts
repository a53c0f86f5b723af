import { asOpenbellError, throwIfAborted } from '../../core/errors.ts'
import { iso } from '../../core/time.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { dataEnds } from './data-end.ts'
import { type RetrainOutput, retrainOutput } from './output.ts'
import { retrainOne } from './retrain-one.ts'
import { type Known, keptModels, rowOf } from './rows.ts'
import { parseRetrainEvery } from './stale.ts'

const input = z.strictObject({
  names: z.array(z.string()).default([]).describe('Names of models; none = all').meta({ positional: true }),
  due: z.boolean().default(false).describe('Only those that are stale (for cron)'),
  every: z
    .string()
    .optional()
    .describe('Go on until interrupted, and look again each 1d, 12h, 1w; those that are stale are trained'),
})

type Input = z.output<typeof input>

/** Trains kept models again, each with what it was asked for, on the data up to now. A model that fails keeps its old file. */
export const modelsRetrain = defineOperation({
  name: 'models.retrain',
  toolset: 'forecast',
  effect: 'write',
  summary: 'Train kept models again on the data up to now, with what they were asked for.',
  input,
  output: retrainOutput,
  examples: [
    { title: 'A model by name', input: { names: ['daily'] } },
    { title: 'What is stale, from cron', input: { due: true } },
  ],
  deadlineMs: null,
  streams: ({ every }) => every !== undefined,
  run(context, given) {
    return given.every === undefined ? retrainNow(context, given) : retrainOften(context, given, given.every)
  },
})

/** @throws OpenbellError the first failure where no model came through */
async function retrainNow(context: Context, given: Input): Promise<RetrainOutput> {
  const output = await retrainAll(context, given)
  const [first] = output.failed
  if (first === undefined || output.retrained.length + output.fresh.length > 0) return output
  throw new OpenbellError(first.kind, first.message, first.hint)
}

async function* retrainOften(context: Context, given: Input, every: string): AsyncGenerator<RetrainOutput> {
  if (context.settings.asOf !== null) {
    throw new OpenbellError(
      'usage',
      '--every follows the clock, --as-of stops it: choose one',
      'openbell models retrain --every 1d',
    )
  }
  const interval = parseRetrainEvery(every)
  for (;;) {
    yield await retrainAll(context, { ...given, due: true })
    const next = context.clock.now() + interval
    context.progress.note(`looking again at ${iso(next)}`)
    await context.clock.sleep(next, context.signal)
    throwIfAborted(context.signal)
  }
}

async function retrainAll(context: Context, { names, due }: Input): Promise<RetrainOutput> {
  const output: RetrainOutput = { retrained: [], fresh: [], failed: [] }
  const { known, failed } = await chosen(context, names)
  output.failed.push(...failed)
  const dataEnd = dataEnds(context)
  for (const one of known) {
    const { name } = one.info
    if (due && !(await rowOf(one, dataEnd)).stale) {
      output.fresh.push(name)
      continue
    }
    try {
      output.retrained.push(await retrainOne(context, one))
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'canceled' || error.kind === 'internal') throw error
      output.failed.push({ name, ...error.toJSON() })
    }
  }
  return output
}

/** Models by their names; none = all that can be read, and those that cannot are told. */
async function chosen(context: Context, names: string[]): Promise<{ known: Known[]; failed: RetrainOutput['failed'] }> {
  const models = await context.models()
  for (const name of names) models.pathOf(name)
  const { known, broken } = await keptModels(context)
  const wanted = new Set(names)
  const all = wanted.size === 0
  const failed = broken
    .filter(({ name }) => all || wanted.has(name))
    .map(({ name, fault }) => ({
      name,
      kind: 'config' as const,
      message: `the model '${name}' ${fault}`,
      hint: `openbell models delete ${name}`,
    }))
  const there = new Set([...known.map(({ info }) => info.name), ...broken.map(({ name }) => name)])
  const absent = [...wanted].filter((name) => !there.has(name))
  const missing = absent.map((name) => ({
    name,
    kind: 'not-found' as const,
    message: `there is no model '${name}'`,
    hint: 'openbell models list',
  }))
  return { known: known.filter(({ info }) => all || wanted.has(info.name)), failed: [...failed, ...missing] }
}
