import { parseTimeframe } from '../../market/timeframe.ts'
import { symbolsInput, timeframeInput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { fetchAll, fetchOutput, fetchSource, requestsFor } from './fetching/fetch-all.ts'

export const dataFetch = defineOperation({
  name: 'data.fetch',
  toolset: 'datasets',
  effect: 'write',
  summary: 'Fetch bars from the source into the store: only what is missing, and where an interrupted run stopped.',
  input: z.strictObject({
    symbols: symbolsInput,
    timeframe: timeframeInput('1m'),
    from: z
      .string()
      .optional()
      .describe('First session date, e.g. 2026-03-02; default: five sessions back, for 1d and 1w a year'),
    to: z.string().optional().describe('Last session date, itself included; default: the date of the as-of'),
  }),
  output: fetchOutput,
  examples: [
    { title: 'A week of minutes', input: { symbols: ['SIMALL'], from: '2026-03-16', to: '2026-03-20' } },
    { title: 'Ten years of days', input: { symbols: ['SIMALL'], timeframe: '1d', from: '2016-01-04', to: '2025-12-31' } },
  ],
  deadlineMs: null,
  async run(context, input) {
    const source = await fetchSource(context)
    const asOf = context.asOf(source)
    return fetchAll(context, source, requestsFor(input.symbols, parseTimeframe(input.timeframe), input, asOf), asOf)
  },
})
