import { iso } from '../../core/time.ts'
import { sourceOutput } from '../common/shared.ts'
import { defineOperation, z } from '../operation.ts'
import { findRun, runInput } from './kept.ts'

const kept = (text: string) => z.record(z.string(), z.json().describe('As it was')).describe(text)

/** One kept run, whole. */
export const runsShow = defineOperation({
  name: 'runs.show',
  toolset: 'backtest',
  effect: 'read',
  summary: 'A kept run: what was asked and the whole answer, as it was printed then.',
  input: z.strictObject({ run: runInput }),
  output: z.strictObject({
    run: z.string().describe('Id'),
    kind: z.enum(['backtest', 'compare', 'optimize']).describe('What made it'),
    at: z.string().describe('When it was kept (ISO 8601 UTC)'),
    strategy: z.string().describe('Strategy, or several with commas'),
    symbols: z.array(z.string()).describe('Symbols'),
    timeframe: z.string().describe('Bar length'),
    source: sourceOutput,
    request: kept('What was asked: the input of the operation'),
    answer: kept("The answer, in the shape of its operation's own output"),
  }),
  examples: [{ title: 'The newest run', input: { run: 'last' } }],
  async run(context, input) {
    const store = await context.store()
    const { id, kind, at, strategy, symbols, timeframe, source, body } = findRun(store.runs, input.run)
    const { session, seed } = body.request
    const request = { ...body.request.input, session, seed }
    return { run: id, kind, at: iso(at), strategy, symbols, timeframe, source, request: json(request), answer: json(body.answer) }
  },
})

function json(value: Record<string, unknown>): Record<string, z.infer<ReturnType<typeof z.json>>> {
  return value as Record<string, z.infer<ReturnType<typeof z.json>>>
}
