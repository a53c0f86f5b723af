import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { World } from '../world.ts'
import { maintenance } from './account-view.ts'
import { defaultConfigurations } from './configurations.ts'
import { heard } from './core-events.ts'
import { Desk } from './desk.ts'
import { createDrive } from './drive.ts'
import type { TradeEvents } from './events.ts'
import { createReferencePrices, type ReferencePrices } from './reference.ts'
import { createWatchlists, type Watchlists } from './watchlists.ts'

/** The trading half of the exchange: one account, whatever key is used, on the matching core. */
export interface Trading {
  desk: Desk
  prices: ReferencePrices
  watchlists: Watchlists
  /** Matches up to the exchange's present; several callers at once wait for one pass. `loosely`: it may lie a moment behind while time runs. */
  catchUp(how: 'exactly' | 'loosely'): Promise<void>
  /** Takes a symbol up at the matching core, valued at its last price while nothing of it is held. */
  list(symbol: string, last: number): Promise<void>
}

/** Dollars of the price step of a stock. */
const TICK = 0.01

/** Real milliseconds that the account may lie behind while time runs: an order meets only prints from its own instant on all the same. */
const SLACK_MS = 2

/** Exchange milliseconds of the same where every look at the market is a call to a vendor. */
const REMOTE_SLACK_MS = 5000

function slackOf({ source, time }: World): number {
  if (time.speed === 0) return 0
  return source.metrics() === null ? SLACK_MS * time.speed : REMOTE_SLACK_MS
}

export function createTrading(world: World, events: TradeEvents): Trading {
  const desk = new Desk({
    seed: world.seed,
    calendar: world.calendar,
    events,
    configurations: defaultConfigurations(),
    now: () => world.time.now(),
    cash: world.cash,
    startedAt: world.time.start,
  })
  const drive = createDrive(
    world,
    (event, at) => heard(desk, event, at),
    (equity) => {
      desk.lastEquity = equity
      desk.lastMaintenance = maintenance(desk)
    },
  )
  desk.exchange = drive.exchange
  return {
    desk,
    prices: createReferencePrices(world),
    watchlists: createWatchlists(desk),
    catchUp: coalesced(world, (to) => advance(desk, (at) => drive.advance(at), to)),
    async list(symbol, last) {
      const listing = desk.listing(symbol) ?? (await drive.prepare({ symbol, tickSize: TICK, multiplier: 1 }))
      desk.keepListing(symbol, listing)
      if (desk.exchange.shares(listing) === 0) desk.exchange.mark(listing, last)
    },
  }
}

/** How often, in real milliseconds, matching comes up to the present by itself while exchange time runs. */
const BEAT_MS = 100

/** Lets fills be told without anybody asking. Ends when the signal fires. */
export async function paceTrading(world: World, signal: AbortSignal): Promise<void> {
  if (world.time.speed === 0) return
  while (!signal.aborted) {
    await world.clock.sleep(world.clock.now() + BEAT_MS, signal).catch(() => {})
    if (!signal.aborted) await world.trading.catchUp('loosely')
  }
}

/** One pass at a time; who comes while one runs waits for it and for the one after it. */
function coalesced(world: World, pass: (to: Instant) => Promise<void>): Trading['catchUp'] {
  let reached = world.time.start
  let running: Promise<void> | null = null
  return async (how) => {
    const wanted = world.time.now() - (how === 'exactly' ? 0 : slackOf(world))
    while (reached < wanted) {
      running ??= passTo(world.time.now()).finally(() => {
        running = null
      })
      try {
        await running
      } catch (thrown) {
        // The market cannot be read just now: nothing fills, and what is known is still answered.
        world.log.warn('pocket.market', { message: asOpenbellError(thrown).message })
        return
      }
    }
  }

  async function passTo(to: Instant): Promise<void> {
    await pass(to)
    reached = to
  }
}

/** Matches up to an instant, stopping where something was asked for in between. */
async function advance(desk: Desk, match: (to: Instant) => Promise<void>, to: Instant): Promise<void> {
  for (let task = desk.due(to); task !== null; task = desk.due(to)) {
    await match(task.at)
    desk.done(task)
    task.run(task.at)
  }
  await match(to)
}
