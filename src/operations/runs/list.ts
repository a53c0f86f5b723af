import { iso } from '../../core/time.ts'
import type { KeptRun } from '../../ports/store.ts'
import { sourceOutput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'

export const RunOutput = z.strictObject({
  run: z.string().describe('Id: hash of what the run was made of'),
  kind: z.enum(['backtest', 'compare', 'optimize']).describe('What made it'),
  at: z.string().describe('When it was kept (ISO 8601 UTC)'),
  strategy: z.string().describe('Strategy, or several with commas'),
  symbols: z.array(z.string()).describe('Symbols'),
  timeframe: z.string().describe('Bar length'),
  source: sourceOutput,
  feed: z.string().nullable().describe('Feed label of the data; null when the run did not say'),
  totalReturn: z
    .number()
    .nullable()
    .describe('Final equity over start cash - 1; of optimize out of sample; null when there is none'),
  sharpe: z.number().nullable().describe('Yearly Sharpe ratio; of optimize out of sample; null when there is none'),
  roundTrips: z.int().nullable().describe('Closed round trips; null when not counted'),
  grade: z.string().nullable().describe('Honesty grade, A to F; null when there is none'),
})

/** Runs kept in the store, newest first. */
export const runsList = defineOperation({
  name: 'runs.list',
  toolset: 'backtest',
  effect: 'read',
  summary: 'Kept runs: backtests, comparisons and optimisations, newest first.',
  input: z.strictObject({
    limit: z.int().min(1).max(10_000).default(20).describe('Rows to return'),
  }),
  output: z.strictObject({ runs: z.array(RunOutput).describe('Newest first') }),
  examples: [
    { title: 'The newest twenty', input: {} },
    { title: 'More of them', input: { limit: 100 } },
  ],
  async run(context, { limit }) {
    const store = await context.store()
    return { runs: store.runs.list(limit).map(describeRun) }
  },
})

/** One line about a kept run. */
export function describeRun(run: Omit<KeptRun, 'body' | 'columns'>): z.infer<typeof RunOutput> {
  const { id, kind, at, strategy, symbols, timeframe, source, summary } = run
  const figure = (name: string) => (typeof summary[name] === 'number' ? summary[name] : null)
  const text = (name: string) => (typeof summary[name] === 'string' ? summary[name] : null)
  return {
    run: id,
    kind,
    at: iso(at),
    strategy,
    symbols,
    timeframe,
    source,
    feed: text('feed'),
    totalReturn: figure('totalReturn'),
    sharpe: figure('sharpe'),
    roundTrips: figure('roundTrips'),
    grade: text('grade'),
  }
}
