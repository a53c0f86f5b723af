import { isoDate } from '../../core/time.ts'
import { exchangeDay } from '../../engine/orders/recorder.ts'
import { NO_LIMITS } from '../../engine/risk/limits.ts'
import { type LimitRoom, limitRooms } from '../../engine/risk/room.ts'
import type { Context } from '../context.ts'
import { type AccountView, accountView } from '../risk/account-view.ts'
import { plainDollars } from '../trade/desk/answer.ts'
import type { Desk } from '../trade/desk/desk.ts'
import { ordersOf } from '../trade/orders.ts'
import { heldPositions } from '../trade/positions.ts'
import { stateAnswer } from '../trade/state-output.ts'
import { readDay } from '../wrap/day-journal.ts'
import { denialsOf } from '../wrap/denials.ts'
import { roundTripsOf } from '../wrap/trips.ts'
import type { StatusAccount, StatusOutput } from './output.ts'

/** What an opened account says of itself. */
export interface DeskPart {
  account: StatusAccount
  risk: NonNullable<StatusOutput['risk']>
  today: NonNullable<StatusOutput['today']>
  diverged: string | null
  unknownOrders: string[]
}

/** Orders that are listed; of the others the count is enough. */
const MOST_ORDERS = 20

/** A limit of which no more than this share is left is near. */
const NEAR = 0.2

/** Everything of an account: its money, what it holds, what may be sent, what its day brought. */
export async function deskPart(context: Context, desk: Desk): Promise<DeskPart> {
  const { books, opening } = desk.path
  const view = await accountView(context, desk)
  const unknown = books.openOrders().filter(({ state }) => state === 'unknown')
  return {
    account: await accountOf(context, desk, view),
    risk: riskOf(context, desk, view),
    today: await dayOf(context, desk),
    diverged: books.diverged ?? opening.sentence,
    unknownOrders: unknown.map((one) => one.clientOrderId),
  }
}

async function accountOf(context: Context, desk: Desk, { account }: AccountView): Promise<StatusAccount> {
  const { cash, equity, buyingPower, lastEquity, state } = account
  const [held, orders] = await Promise.all([heldPositions(context, desk), ordersOf(context, desk.path, false)])
  return {
    account: desk.path.account,
    ...{ cash, equity, buyingPower, state },
    dayProfit: lastEquity === null ? null : Math.round((equity - lastEquity) * 100) / 100,
    positions: held.map(({ marketValue: _, trail: __, openedAt: ___, ...rest }) => rest),
    openOrders: orders.slice(0, MOST_ORDERS).map(({ clientOrderId, symbol, side, shares, type, state: how }) => ({
      ...{ id: clientOrderId, symbol, side, shares, type, state: how },
    })),
    openOrderCount: orders.length,
  }
}

function riskOf(context: Context, { path }: Desk, { account, positions, view }: AccountView): DeskPart['risk'] {
  const rooms = limitRooms(path.limits ?? NO_LIMITS, view, positions)
  const gross = positions.reduce((sum, one) => sum + Math.abs(one.value), 0) / account.equity
  const { state, by, reason } = stateAnswer(path, context.halted())
  return {
    ...{ state, by, reason },
    grossExposure: Number.isFinite(gross) ? gross : null,
    limits: rooms.length,
    near: rooms.filter(isNear),
  }
}

function isNear({ value, limit, room }: LimitRoom): boolean {
  return value === null || room === null || room <= NEAR * limit
}

/** The day so far, by the journal alone; `wrap` keeps the whole of it. */
async function dayOf(context: Context, { path, broker }: Desk): Promise<DeskPart['today']> {
  path.refresh()
  const day = exchangeDay(broker.now())
  const { books, events } = readDay((await context.store()).journal, path.account, day)
  const trips = roundTripsOf(books.history.roundTrips.filter(({ exitTime }) => exchangeDay(exitTime) === day))
  const fees = events.reduce((sum, { body }) => sum + (body.kind === 'filled' ? body.fill.fee : 0), 0)
  const denials = denialsOf(events).byRule.filter(({ denied }) => denied > 0)
  return {
    date: isoDate(day),
    roundTrips: trips.count,
    ...{ won: trips.won, lost: trips.lost, winRate: trips.winRate, profit: trips.profit },
    fees: plainDollars(fees),
    denied: events.filter(({ body }) => body.kind === 'denied').length,
    denials: denials.map(({ rule, denied }) => ({ rule, denied })),
  }
}
