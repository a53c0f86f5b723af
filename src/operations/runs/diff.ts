import { isSimulated } from '../../market/feeds.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { type Difference, differences, sharedRoundTrips } from './differences.ts'
import { type FoundRun, findRun, runInput } from './kept.ts'
import { describeRun, RunOutput } from './list.ts'

const plain = z.union([z.number(), z.string(), z.boolean()]).nullable()

const rows = (text: string) =>
  z
    .array(
      z.strictObject({
        name: z.string().describe('Name; dotted where it lies deeper'),
        a: plain.describe('Value in the first run; null = none'),
        b: plain.describe('Value in the second run; null = none'),
        same: z.boolean().describe('Both are equal'),
        change: z.number().nullable().describe('Second minus first, of numbers'),
      }),
    )
    .describe(text)

/** Two kept runs side by side. What must be equal for a comparison to mean something is said first. */
export const runsDiff = defineOperation({
  name: 'runs.diff',
  toolset: 'backtest',
  effect: 'read',
  summary: 'Two kept runs side by side: data, parameters, costs, limits, metrics; says when they ran on different data.',
  input: z.strictObject({
    a: runInput,
    b: runInput.describe('The run to set beside it'),
  }),
  output: z.strictObject({
    a: RunOutput.describe('The first run'),
    b: RunOutput.describe('The second run'),
    comparable: z.boolean().describe('False when they ran on different data: then the metrics do not tell which is better'),
    warnings: z.array(z.string()).describe('What differs in the data they ran on'),
    data: rows('Source, feed, range, hash of the data'),
    params: rows('Parameters of the strategy'),
    costs: rows('Cash, fees, slippage, margin'),
    limits: rows('Limits of the risk gate'),
    metrics: rows('Metrics; of optimize those out of sample'),
    roundTrips: z
      .strictObject({
        both: z.int().describe('Round trips with the same symbol, side, entry and exit time in both'),
        onlyA: z.int().describe('In the first run only'),
        onlyB: z.int().describe('In the second run only'),
      })
      .nullable()
      .describe('How far they did the same; null without round trips'),
  }),
  examples: [{ title: 'The newest run beside the one before', input: { a: 'last-1', b: 'last' } }],
  async run(context, input) {
    const { runs } = await context.store()
    const [a, b] = [findRun(runs, input.a), findRun(runs, input.b)]
    requireAlike(a, b)
    const [one, other] = [answerOf(a), answerOf(b)]
    const data = differences(dataOf(a), dataOf(b))
    const warnings = doubts(data)
    return {
      a: describeRun(a),
      b: describeRun(b),
      comparable: warnings.length === 0,
      warnings,
      data,
      params: differences(one.params, other.params),
      costs: differences(one.costs, other.costs),
      limits: differences(one.limits, other.limits),
      metrics: differences(one.metrics, other.metrics),
      roundTrips: sharedRoundTrips(one.roundTrips, other.roundTrips),
    }
  },
})

function requireAlike(a: FoundRun, b: FoundRun): void {
  if (a.kind === 'compare' || b.kind === 'compare') {
    throw new OpenbellError(
      'usage',
      'a comparison holds several runs already; diff sets two single ones side by side',
      'openbell runs list',
    )
  }
  if (a.kind === b.kind) return
  throw new OpenbellError(
    'usage',
    `${a.id} is of kind ${a.kind}, ${b.id} of kind ${b.kind}: they have no metrics in common`,
    'openbell runs list',
  )
}

interface Answer {
  params?: unknown
  costs?: { text?: unknown }
  limits?: { text?: unknown }
  metrics?: unknown
  roundTrips?: unknown
  best?: { params?: unknown; outOfSample?: unknown }
}

/** The parts of a backtest's answer; an optimisation's winner stands in their place. */
function answerOf(run: FoundRun): Answer {
  const answer = run.body.answer as Answer
  return {
    ...answer,
    costs: withoutText(answer.costs),
    limits: withoutText(answer.limits),
    params: answer.params ?? answer.best?.params,
    metrics: answer.metrics ?? answer.best?.outOfSample,
  }
}

/** Sentences repeat the values beside them. */
function withoutText(group: { text?: unknown } | undefined): object {
  const { text: _, ...values } = group ?? {}
  return values
}

function dataOf({ strategy, symbols, timeframe, source, body }: FoundRun): Record<string, unknown> {
  const { feed, adjustment, from, to, bars, asOf, dataHash } = body.answer
  const { session, seed } = body.request
  const simulated = isSimulated(source) || isSimulated(String(feed)) ? { seed } : {}
  return { strategy, symbols, timeframe, source, feed, adjustment, session, ...simulated, from, to, bars, asOf, dataHash }
}

/** The differences of the data that make metrics speak of different things, in words. */
function doubts(data: Difference[]): string[] {
  const say = (names: Record<string, string>) =>
    data.filter((one) => !one.same && one.name in names).map((one) => `${names[one.name]}: ${show(one.a)} against ${show(one.b)}`)
  const named = say({
    source: 'different sources',
    feed: 'different feeds',
    symbols: 'different symbols',
    timeframe: 'different timeframes',
    session: 'different sessions',
    seed: 'different simulated markets',
    adjustment: 'different adjustments of prices',
    from: 'different starts',
    to: 'different ends',
  })
  const hash = data.find((one) => one.name === 'dataHash')
  if (named.length > 0 || hash === undefined || hash.same) return named
  return [`the bars or actions themselves differ: data ${show(hash.a)} against ${show(hash.b)}`]
}

function show(value: unknown): string {
  return value === null ? 'unknown' : String(value)
}
