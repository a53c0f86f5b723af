import { iso } from '../../core/time.ts'
import { defineOperation, z } from '../operation.ts'

const entryOutput = z.strictObject({
  seq: z.int().describe('Number of the entry; they ascend and none is ever missing'),
  time: z.string().describe('When (ISO 8601 UTC)'),
  caller: z.string().describe('The door: mcp, http, agent; cli where a person approved what a program proposed'),
  client: z.string().nullable().describe('The program, as it calls itself: a claim, not a proof'),
  tool: z.string().describe('Operation, or tool'),
  effect: z.enum(['read', 'write', 'trade']).describe('What it does to the world'),
  argumentsHash: z.string().describe('SHA-256 of the arguments'),
  arguments: z.string().describe('The arguments as JSON, cut where they are long; never a secret'),
  mode: z.enum(['paper', 'live']).nullable().describe('Of the account; null where none was meant'),
  outcome: z.string().describe('begun, ok, approved, or the kind of the error'),
  detail: z.string().nullable().describe('Why not, or what it led to'),
})

/** What programs asked for and what was decided. */
export const audit = defineOperation({
  name: 'audit',
  toolset: 'admin',
  summary: 'List what AI clients and other programs asked for, and what was decided, newest first.',
  effect: 'read',
  input: z.strictObject({
    limit: z.int().min(1).max(1000).default(50).describe('Most entries to list'),
    effect: z.enum(['read', 'write', 'trade']).optional().describe('Only what reads, writes or trades'),
    outcome: z.string().min(1).max(40).optional().describe('Only what ended so: ok, denied, usage ...'),
    before: z.int().min(1).optional().describe('Only entries with a smaller number: the next page'),
  }),
  output: z.strictObject({
    entries: z.array(entryOutput).describe('Newest first'),
    before: z.int().nullable().describe('What --before takes for older ones; null when there are none'),
  }),
  examples: [
    { title: 'What did programs do?', input: {} },
    { title: 'Which orders of theirs were refused?', input: { effect: 'trade', outcome: 'denied' } },
  ],
  async run(context, { limit, effect, outcome, before }) {
    const store = await context.store()
    const found = store.audit.list({ limit: limit + 1, effect, outcome, before })
    const entries = found.slice(0, limit).map(({ at, ...rest }) => ({ ...rest, time: iso(at) }))
    return { entries, before: found.length > limit ? entries[entries.length - 1].seq : null }
  },
})
