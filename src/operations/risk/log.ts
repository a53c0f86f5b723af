import { iso } from '../../core/time.ts'
import type { JournalBody } from '../../engine/orders/journal.ts'
import { eventOf } from '../../engine/orders/recorder.ts'
import type { Intent } from '../../engine/orders/types.ts'
import type { Verdict } from '../../engine/risk/types.ts'
import type { JournalEntry, JournalRepository } from '../../ports/journal.ts'
import { ruleVerdictOutput } from '../common/limits.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from '../trade/desk/answer.ts'
import { accountInput } from '../trade/desk/input.ts'
import { withDesk } from '../trade/desk/with-desk.ts'

/** What the log is made of, by the kind of the journal's entry. */
const KINDS = ['denied', 'intended', 'rejected', 'diverged', 'state'] as const

const entryOutput = z.strictObject({
  time: z.string().describe("When it happened, on the broker's clock (ISO 8601 UTC)"),
  kind: z
    .enum(['denied', 'shrunk', 'rejected', 'diverged', 'state'])
    .describe('denied or shrunk by our limits, rejected by the broker, diverged books, or a change of the trading state'),
  symbol: z.string().nullable().describe('Symbol of the order; null where it is of the whole account'),
  side: z.enum(['buy', 'sell']).nullable().describe('Side of the order'),
  shares: z.number().nullable().describe('Shares asked for; null for an order of dollars'),
  clientOrderId: z.string().nullable().describe('Our id of the order'),
  origin: z.string().nullable().describe('Who wanted it'),
  rules: z.array(ruleVerdictOutput).describe('The rules that denied or shrank it'),
  message: z.string().describe('What happened, for a person'),
})
type LogEntry = z.input<typeof entryOutput>

/** What our limits and the broker did not let through. */
export const riskLog = defineOperation({
  name: 'risk.log',
  toolset: 'portfolio',
  summary:
    'List denials and violations, newest first: what limits denied or shrank, what the broker rejected, halts, diverged books.',
  effect: 'read',
  input: z.strictObject({
    limit: z.int().min(1).max(10_000).default(50).describe('Most entries to list'),
    rule: z.string().min(1).optional().describe('Only what this rule denied or shrank'),
    ...accountInput,
  }),
  output: z.strictObject({
    ...modeFields,
    entries: z.array(entryOutput).describe('Newest first'),
    byRule: z
      .array(
        z.strictObject({
          rule: z.string().describe('Rule'),
          count: z.int().describe('Entries listed in which it denied or shrank'),
        }),
      )
      .describe('How often each rule had its say among them, the busiest first'),
  }),
  examples: [{ title: 'What was denied lately, and why', input: { limit: 20 } }],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'risk log',
      async ({ broker, path }) => {
        const { journal } = await context.store()
        const entries = newest(journal, path.account, input.limit, input.rule)
        return { ...modeOf(broker), entries, byRule: countsOf(entries) }
      },
      { readOnly: true },
    ),
})

/** Orders that passed whole are no news: the journal is asked for more until there are enough, or no more. */
function newest(journal: JournalRepository, account: string, limit: number, rule: string | undefined): LogEntry[] {
  for (let asked = 4 * limit; ; asked *= 4) {
    const read = journal.newest(account, KINDS, asked)
    const entries = read.map(logEntry).filter((one) => one !== null)
    const wanted = rule === undefined ? entries : entries.filter((one) => one.rules.some((said) => said.rule === rule))
    if (wanted.length >= limit || read.length < asked) return wanted.slice(0, limit).map((one) => placed(one, journal, account))
  }
}

/** A rejection names only its order: symbol and side stand in the entry that it was intended with. */
function placed(entry: LogEntry, journal: JournalRepository, account: string): LogEntry {
  if (entry.symbol !== null || entry.clientOrderId === null) return entry
  const bodies = journal.of(account, entry.clientOrderId).map((one) => eventOf(one).body)
  const intended = bodies.find((body) => body.kind === 'intended')
  if (!intended) return entry
  const { symbol, side, shares } = intended.request
  return { ...entry, symbol, side, shares, origin: intended.intent?.origin ?? null }
}

function logEntry(entry: JournalEntry): LogEntry | null {
  const { at, clientOrderId, body } = eventOf(entry)
  const said = saidBy(body)
  if (said === null) return null
  const none = { symbol: null, side: null, shares: null, origin: null, rules: [] }
  return { time: iso(at), clientOrderId, ...none, ...said }
}

function saidBy(body: JournalBody): (Pick<LogEntry, 'kind' | 'message'> & Partial<LogEntry>) | null {
  switch (body.kind) {
    case 'denied':
      return judged('denied', body.intent, body.verdict, 'deny')
    case 'intended':
      if (body.verdict?.outcome !== 'shrink' || body.intent === null) return null
      return judged('shrunk', body.intent, body.verdict, 'shrink')
    case 'rejected':
      return { kind: 'rejected', message: `${body.reason}${body.code === null ? '' : ` (${body.code})`}` }
    case 'diverged':
      return { kind: 'diverged', message: body.sentence }
    case 'state':
      return { kind: 'state', message: `trading ${body.state} by ${body.by}: ${body.reason}` }
    default:
      return null
  }
}

function judged(kind: 'denied' | 'shrunk', intent: Intent, verdict: Verdict, outcome: 'deny' | 'shrink') {
  const rules = verdict.rules.filter((rule) => rule.outcome === outcome)
  const { symbol, side, shares, origin } = intent
  const to = kind === 'shrunk' ? `to ${verdict.shares}: ` : ''
  return { kind, symbol, side, shares, origin, rules, message: to + rules.map((rule) => rule.message).join('; ') }
}

function countsOf(entries: readonly LogEntry[]): { rule: string; count: number }[] {
  const counts = new Map<string, number>()
  for (const { rules } of entries) for (const { rule } of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1))
}
