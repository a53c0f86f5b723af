import { quantileOfSorted } from '../../analysis/statistics/quantile.ts'
import { counted } from '../common/words.ts'
import { defineOperation, z } from '../operation.ts'
import { type Execution, executionsOf, MOST_KEPT } from '../run/history.ts'

const time = (about: string) => z.number().nullable().describe(`${about}, in milliseconds; null without any`)
const errorOutput = z.enum(['syntax', 'runtime', 'timeout', 'memory', 'output'])

/** From this share of failures on, something is wrong with how code is written here. */
const MANY_FAILURES = 0.2
const FEWEST_TO_JUDGE = 5

/** How analytics code went: what was run, what failed and why, how long it took. */
export const analyticsPerformance = defineOperation({
  name: 'analytics.performance',
  toolset: 'datasets',
  effect: 'read',
  summary: 'History of analytics code: executions, success, errors by kind, times, and what would help.',
  input: z.strictObject({
    dataset: z.string().optional().describe('Only those on this dataset'),
    limit: z.int().min(1).max(200).default(10).describe('Recent executions to list'),
  }),
  output: z.strictObject({
    executions: z.int().describe(`Executions remembered, the newest ${MOST_KEPT} at most`),
    succeeded: z.int().describe('Those that ran to their end'),
    successRate: z.number().nullable().describe('Their share; null without any'),
    p50Ms: time('Half took no longer than this'),
    p95Ms: time('19 of 20 took no longer than this'),
    byDataset: z
      .array(
        z.strictObject({
          dataset: z.string().nullable().describe('Dataset; null without one'),
          executions: z.int().describe('Executions'),
          succeeded: z.int().describe('Those that ran to their end'),
          p50Ms: time('Half took no longer than this'),
        }),
      )
      .describe('Each dataset by itself, the most used first'),
    byError: z
      .array(z.strictObject({ kind: errorOutput.describe('What went wrong'), count: z.int().describe('How often') }))
      .describe('Failures by kind, the commonest first'),
    recent: z
      .array(
        z.strictObject({
          at: z.string().describe('When it ran (ISO 8601 UTC)'),
          dataset: z.string().nullable().describe('Dataset; null without one'),
          rows: z.int().describe('Rows it worked on'),
          code: z.string().describe('Hash of the code: the same code has the same'),
          ok: z.boolean().describe('It ran to its end'),
          error: errorOutput.nullable().describe('What went wrong; null when nothing did'),
          executionMs: z.number().describe('Milliseconds that it took'),
          bytes: z.int().describe('Bytes of the result'),
        }),
      )
      .describe('Newest first'),
    suggestions: z.array(z.string()).describe('What would help, from these figures'),
  }),
  examples: [{ title: 'How it went', input: {} }],
  async run(context, { dataset, limit }) {
    const all = executionsOf(await context.store())
    const chosen = dataset === undefined ? all : all.filter((one) => one.dataset === dataset)
    const byError = counts(chosen.flatMap(({ error }) => (error === null ? [] : [error])))
    return {
      ...figuresOf(chosen),
      successRate: chosen.length === 0 ? null : chosen.filter(({ ok }) => ok).length / chosen.length,
      p95Ms: quantileMs(chosen, 0.95),
      byDataset: [...Map.groupBy(chosen, (one) => one.dataset)]
        .map(([name, executions]) => ({ dataset: name, ...figuresOf(executions) }))
        .sort((a, b) => b.executions - a.executions),
      byError: byError.map(([kind, count]) => ({ kind, count })),
      recent: chosen.slice(0, limit),
      suggestions: suggestionsOf(chosen, byError),
    }
  },
})

function figuresOf(executions: Execution[]) {
  const succeeded = executions.filter(({ ok }) => ok).length
  return { executions: executions.length, succeeded, p50Ms: quantileMs(executions, 0.5) }
}

function quantileMs(executions: Execution[], share: number): number | null {
  if (executions.length === 0) return null
  return quantileOfSorted(
    executions.map(({ executionMs }) => executionMs).sort((a, b) => a - b),
    share,
  )
}

function counts<T>(values: T[]): [T, number][] {
  return [...Map.groupBy(values, (value) => value)]
    .map(([value, found]): [T, number] => [value, found.length])
    .sort((a, b) => b[1] - a[1])
}

const HELP: Record<NonNullable<Execution['error']>, string> = {
  syntax: 'the code is the body of a function: statements, then return',
  runtime: 'look at the columns first: openbell datasets show NAME',
  timeout: 'load fewer rows, or df.tail(500)',
  memory: 'load fewer rows, or select the columns that are needed',
  output: 'return figures or the last rows, not whole columns',
}

function suggestionsOf(executions: Execution[], byError: [NonNullable<Execution['error']>, number][]): string[] {
  if (executions.length === 0) return ["nothing was run yet: openbell run --code 'return df.length' --dataset NAME"]
  const failures = executions.filter(({ ok }) => !ok).length
  const many = executions.length >= FEWEST_TO_JUDGE && failures / executions.length >= MANY_FAILURES
  const [commonest] = byError
  const advice =
    commonest && (many || failures > 0)
      ? [`${counted(commonest[1], 'failure')} of kind ${commonest[0]}: ${HELP[commonest[0]]}`]
      : []
  const repeated = repeatedFailure(executions)
  return [...(many ? [`${failures} of ${executions.length} executions failed`] : []), ...advice, ...repeated]
}

/** Code that failed and was run again as it was. */
function repeatedFailure(executions: Execution[]): string[] {
  const [most] = counts(executions.filter(({ ok }) => !ok).map(({ code }) => code))
  return most && most[1] > 2 ? [`the same code (${most[0]}) failed ${most[1]} times: it will again`] : []
}
