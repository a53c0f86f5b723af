import { EXPERTS } from '../../analysis/forecast/types.ts'
import type { FittedSeries, ModelChoice } from '../../engine/forecast/types.ts'
import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { NetworkKind } from '../../ports/trainer.ts'
import { z } from '../operation.ts'
import type { About } from './about.ts'

/** Version of what stands in the head; one that is another is refused. */
export const FORMAT = 1
export const KIND = 'forecast'

const CHOICES = [
  'auto',
  'nhits',
  'nlinear',
  'dlinear',
  'linear',
  'naive',
  'drift',
  'seasonal',
  'custom',
] as const satisfies ModelChoice[]
const NETWORKS = ['nhits', 'nlinear', 'dlinear', 'custom'] as const satisfies NetworkKind[]

const whole = z.int()
const count = z.int().min(0)
const numbers = z.array(z.number())
const orNull = z.number().nullable()
const expert = z.enum(EXPERTS)

const evaluation = z.strictObject({
  mase: orNull,
  skill: orNull,
  skillLow: orNull,
  skillHigh: orNull,
  wisSkill: orNull,
  wisSkillLow: orNull,
  wisSkillHigh: orNull,
  coverage: z.array(z.strictObject({ level: z.number(), achieved: orNull, windows: count })),
  windows: count,
  effectiveWindows: count,
})

const series: z.ZodType<FittedSeries> = z.strictObject({
  id: z.string(),
  transform: z.enum(['log', 'level']),
  period: whole.nullable(),
  shown: expert,
  beatsNaive: z.boolean(),
  preferred: expert,
  evaluation,
  experts: z.array(z.strictObject({ name: expert, skill: z.number() })),
  bands: z.array(z.strictObject({ level: z.number(), low: numbers, high: numbers })),
  tail: numbers,
  drift: z.number(),
  rows: count,
  trainedTo: orNull,
  dataHash: z.string(),
  linear: z.strictObject({ offset: count, length: count }).nullable(),
  networks: z.array(count),
})

const spec = z.strictObject({
  kind: z.enum(NETWORKS),
  input: count,
  horizon: count,
  settings: z.record(z.string(), z.union([z.number(), numbers])),
  file: z.string().nullable(),
})

const tensors = z.array(z.strictObject({ name: z.string(), shape: z.array(count) }))

/** A fit without its numbers: those lie in the file's arrays. */
const fitted = z.strictObject({
  model: z.enum(CHOICES),
  name: z.string(),
  id: z.string(),
  input: count,
  horizon: count,
  levels: numbers,
  seed: whole,
  spec: spec.nullable(),
  fileHash: z.string().nullable(),
  backend: z.strictObject({ name: z.string(), library: z.string(), reproducible: z.boolean() }),
  series: z.array(series).min(1),
  networks: z.array(z.strictObject({ tensors })),
})

const asked = z.strictObject({
  model: z.enum(CHOICES),
  file: z.string().nullable(),
  input: count,
  horizon: count,
  levels: numbers,
  seed: whole,
  steps: count.nullable(),
  members: count,
  backend: z.string(),
  bars: count,
})

const about: z.ZodType<About> = z.strictObject({
  symbols: z.array(z.string()),
  source: z.string(),
  feed: z.string(),
  timeframe: z.enum(TIMEFRAMES).nullable(),
  adjustment: z.enum(['none', 'splits']).nullable(),
  session: z.enum(['all', 'regular']),
  marketSeed: whole.nullable(),
  data: z.string().nullable(),
  made: z.number(),
  asOf: orNull,
  retrainEvery: z.string().nullable(),
  asked,
})

/** Everything that a file says of its model. Strict: what it does not know, it does not read past. */
export const headSchema = z.strictObject({ kind: z.literal(KIND), format: z.literal(FORMAT), about, fitted })

export type Head = z.output<typeof headSchema>
export type FittedHead = Head['fitted']
