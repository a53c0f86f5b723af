import { iso } from '../../core/time.ts'
import { ALERT_CHANNELS, ALERT_KINDS, type AlertRule } from '../../market/alerts.ts'
import { TIMEFRAMES } from '../../market/timeframe.ts'
import type { LoggedAlert } from '../../ports/alerts.ts'
import { z } from '../operation.ts'

const channel = z.enum(ALERT_CHANNELS)

/** A rule, as every answer about rules has it. */
export const ruleOutput = z.strictObject({
  id: z.int().nullable().describe('Number of the rule; null in a dry run'),
  name: z.string().describe('Name'),
  kind: z.enum(ALERT_KINDS).describe('An expression, or the event that it waits for'),
  rule: z.string().describe('The rule in its one spelling'),
  symbols: z.array(z.string()).nullable().describe('Symbols; null = whatever is watched'),
  timeframe: z.enum(TIMEFRAMES).describe('Bars that indicators are computed on and turns are found in'),
  judged: z.enum(['prints', 'bars', 'news']).describe('On what it is judged: prints, closed bars, or what the session tells'),
  once: z.boolean().describe('Told once of each symbol'),
  via: z.array(channel).nullable().describe('Ways it is sent; null = every one that is set up'),
  addedAt: z.string().describe('When it was added (ISO 8601 UTC)'),
})

/** What has fired. */
export const loggedOutput = z.strictObject({
  time: z.string().describe("When it was known, on the market's clock (ISO 8601 UTC)"),
  loggedAt: z.string().describe('When it was written down, on the system clock (ISO 8601 UTC)'),
  account: z.string().nullable().describe('Account of the session; null = none'),
  symbol: z.string().nullable().describe('Symbol; null for what concerns the account or the stream'),
  message: z.string().describe('What happened'),
  id: z.int().describe('Number of the rule'),
  name: z.string().describe('Name of the rule'),
  kind: z.enum(ALERT_KINDS).describe('Kind of the rule'),
  rule: z.string().describe('The rule'),
  price: z.number().nullable().describe('Price it fired at'),
  values: z
    .record(z.string().describe('Word of the rule'), z.number().nullable().describe('Its value'))
    .describe('What the rule read'),
  outcomes: z
    .array(
      z.strictObject({
        channel: channel.describe('Way it was sent'),
        outcome: z.enum(['sent', 'failed', 'limited', 'quiet']).describe('What came of it; limited, quiet: held back'),
        detail: z.string().describe('What was answered, or why not'),
      }),
    )
    .describe('What came of sending it; empty when nothing is set up'),
})

export const channelOutput = z.strictObject({
  channel: channel.describe('Way out'),
  isSetUp: z.boolean().describe('Used by rules that name none'),
  detail: z.string().describe('Where it leads, or what to set'),
})

/** `judged`: see `readRule`. */
export function ruleAnswer(rule: Omit<AlertRule, 'id'> & { id: number | null }, judged: 'prints' | 'bars' | 'news') {
  const { id, name, kind, rule: text, symbols, timeframe, once, via, addedAt } = rule
  const lists = { symbols: symbols && [...symbols], via: via && [...via] }
  return { id, name, kind, rule: text, timeframe, judged, once, ...lists, addedAt: iso(addedAt) }
}

export function loggedAnswer(entry: LoggedAlert): z.input<typeof loggedOutput> {
  const { at, knownAt, account, symbol, message, rule, price, values, outcomes } = entry
  const { id, name, kind, rule: text } = rule
  const said = { symbol, message, id, name, kind, rule: text, price, values: { ...values } }
  return { time: iso(at), loggedAt: iso(knownAt), account, ...said, outcomes: outcomes.map((one) => ({ ...one })) }
}
