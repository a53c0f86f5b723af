import { iso } from '../../core/time.ts'
import type { Context } from '../context.ts'
import { defineOperation, z } from '../operation.ts'
import type { WatchRow } from '../stream/view.ts'
import type { FactsAnswer } from './answers.ts'
import { openLink, type SessionLink } from './link.ts'

const maybe = (about: string) => z.number().nullable().describe(about)
const word = (about: string) => z.string().nullable().describe(`${about}; null when no session runs`)

const symbolOutput = z.strictObject({
  symbol: z.string().describe('Symbol'),
  price: maybe('Last price'),
  bid: maybe('Best bid'),
  ask: maybe('Best ask'),
  time: z.string().nullable().describe('When the price was made (ISO 8601 UTC)'),
  change: maybe('Price against the last regular close before this session, as a fraction'),
  volume: maybe('Units of the regular session so far'),
  shares: z.number().describe('Shares held, below zero for a short position'),
  ageMs: maybe('Market milliseconds since the newest data of the symbol'),
  quality: z
    .enum(['live', 'waiting', 'stale', 'restarting', 'polling', 'halted', 'closed'])
    .describe('How the data of the symbol stands'),
  latencyMs: maybe('Milliseconds from the stamp to the receipt'),
  gaps: z.int().describe('Holes in the data'),
  repaired: z.int().describe('Holes that history has closed'),
  restarts: z.int().describe('How often its stream was begun anew'),
})

const accountOutput = z
  .strictObject({
    name: z.string().describe('Account'),
    cash: maybe('Dollars'),
    equity: maybe('Dollars'),
    dayProfit: maybe('Dollars since the last close'),
    state: z.enum(['active', 'reducing', 'halted']).describe('What may be sent'),
    positions: z.int().describe('Symbols that are held'),
    orders: z.int().describe('Open orders'),
  })
  .nullable()
  .describe('The account of the session; null when it has none')

const sessionOutput = z.strictObject({
  running: z.boolean().describe('A session runs in this home'),
  pid: z.int().nullable().describe('Its process; null when none runs'),
  holder: word('What that process is'),
  since: word('When it began (ISO 8601 UTC)'),
  source: word('Where its data comes from'),
  feed: word('Feed label of its data'),
  label: word('SIMULATED, PAPER, LIVE or REPLAY'),
  mode: z.enum(['paper', 'live']).nullable().describe('paper, or live: real money; null when no session runs'),
  now: word('Time of the market in it (ISO 8601 UTC)'),
  date: word('Trading date that it lives through'),
  phase: word('Phase of that day'),
  speed: maybe('Market seconds in a real one; null: as fast as the machine decides, or no session runs'),
  strategy: z.string().nullable().describe('Strategy that trades in it; null when none does'),
  recording: z.string().nullable().describe('File that keeps it; null when none does'),
  stream: z
    .strictObject({
      state: z.string().describe('up, down, refused, fatal, over or polling'),
      message: z.string().describe('Why'),
      since: z.string().describe('Since when (ISO 8601 UTC)'),
    })
    .nullable()
    .describe('How its stream stands; null when no session runs'),
  account: accountOutput,
  symbols: z.array(symbolOutput).describe('What it watches'),
})

/** What runs in this home: the live session that everybody else looks at. */
export const session = defineOperation({
  name: 'session',
  toolset: 'market',
  summary: 'Show the live session that runs in this home: its prices, their ages, its stream and its account.',
  effect: 'read',
  input: z.strictObject({}),
  output: sessionOutput,
  examples: [{ title: 'Is a session running, and how old are its prices?', input: {} }],
  async run(context) {
    const link = await openLink(context, sourceOf(context), context.signal)
    if (link === null) return NONE
    try {
      return answerOf(link.owner, await link.ask<FactsAnswer>({ what: 'facts' }, context.signal))
    } finally {
      link.close()
    }
  },
})

/** The one of `--source`, where somebody said it; else the newest of any. */
function sourceOf({ settings }: Context): string | null {
  return settings.origins.source === 'default' || settings.source === 'session' ? null : settings.source
}

const NONE = {
  running: false,
  ...{ pid: null, holder: null, since: null, source: null, feed: null, label: null, mode: null, now: null, date: null },
  ...{ phase: null, speed: null, strategy: null, recording: null, stream: null, account: null, symbols: [] },
}

function answerOf(
  { pid, holder, since }: SessionLink['owner'],
  { now, facts, rows }: FactsAnswer,
): z.input<typeof sessionOutput> {
  const { source, feed, label, mode, speed, recording, stream, account } = facts
  return {
    running: true,
    ...{ pid, holder, since: iso(since), source, feed, label, mode },
    now: iso(now),
    date: facts.session.date,
    phase: facts.session.phase,
    speed,
    strategy: facts.strategy?.name ?? null,
    recording,
    stream: { state: stream.state, message: stream.message, since: iso(stream.since) },
    account: account && accountOf(account),
    symbols: rows.map(rowOf),
  }
}

function accountOf({ name, cash, equity, dayProfit, state, positions, orders }: NonNullable<FactsAnswer['facts']['account']>) {
  return { name, cash, equity, dayProfit, state, positions: positions.length, orders: orders.length }
}

function rowOf({ symbol, price, priceTime, bid, ask, change, volume, shares, quality }: WatchRow) {
  const { ageMs, latencyMs, gaps, repaired, restarts, state } = quality
  return {
    ...{ symbol, price, bid, ask, time: priceTime === null ? null : iso(priceTime) },
    ...{ change, volume, shares, ageMs, quality: state, latencyMs, gaps, repaired, restarts },
  }
}
