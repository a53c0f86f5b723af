import { isoDate } from '../../core/time.ts'
import { calendarFor } from '../../market/calendar/calendar.ts'
import { resolveUniverse } from '../common/universe.ts'
import { defineOperation, z } from '../operation.ts'
import { fetchAll, fetchOutput, fetchSource, requestsFor, sessionsBefore } from './fetching/fetch-all.ts'

export const dataWarm = defineOperation({
  name: 'data.warm',
  toolset: 'datasets',
  effect: 'write',
  summary: 'Fetch a universe ahead of the open: the last sessions in minutes and a year of days, only what is missing.',
  input: z.strictObject({
    symbols: z.array(z.string()).optional().describe('Symbols, instead of a universe').meta({ positional: true }),
    universe: z.string().optional().describe("Universe by name or file; default: the source's own list, else mega-caps"),
    sessions: z.int().min(1).max(60).default(5).describe('Sessions of one-minute bars'),
  }),
  output: fetchOutput,
  examples: [
    { title: 'Two symbols', input: { symbols: ['SIMALL', 'SIMTEC'] } },
    { title: 'A list as the universe, fewer sessions', input: { universe: 'SIMALL,SIMFIN', sessions: 2 } },
  ],
  deadlineMs: null,
  async run(context, input) {
    const source = await fetchSource(context)
    const asOf = context.asOf(source)
    const symbols = input.symbols ?? (await resolveUniverse(context, source, input.universe ?? null)).symbols
    const minutes = symbols.flatMap((symbol) => {
      const calendar = calendarFor(symbol)
      const from = isoDate(sessionsBefore(calendar, calendar.dateOf(asOf), input.sessions))
      return requestsFor([symbol], '1m', { from }, asOf)
    })
    return fetchAll(context, source, [...requestsFor(symbols, '1d', {}, asOf), ...minutes], asOf)
  },
})
