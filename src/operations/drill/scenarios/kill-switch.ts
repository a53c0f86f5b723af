import { SECOND } from '../../../core/time.ts'
import { requirePerson } from '../../trade/desk/person.ts'
import { OTHER, SYMBOL } from '../intent.ts'
import { refusal } from '../outcomes.ts'
import type { Rehearsal } from '../rehearsal.ts'
import { isDone, type TruthOrder } from '../truth.ts'
import type { Scenario } from './scenario.ts'

const FLATTEN_WAIT = 60 * SECOND

/** What live trading asks for: the halt stops entries in every way, and nothing else. */
export const killSwitch: Scenario = {
  name: 'kill-switch',
  summary: 'A halt stops entries at once and cancels resting ones; exits pass; resuming takes a person; flatten ends flat.',
  async run(drill) {
    await protectedPosition(drill)
    const resting = await drill.rest({ symbol: OTHER })
    await halt(drill, resting.clientOrderId)
    await entriesAreStopped(drill)
    await exitsPass(drill)
    await resume(drill)
    await haltByFile(drill)
    await flatten(drill)
  },
}

export const flattening: Scenario = {
  name: 'flatten',
  summary: 'Cancels everything, waits for the acknowledgements, closes what is really held, and looks whether it is flat.',
  async run(drill) {
    await protectedPosition(drill)
    await drill.sendAndSettle({ symbol: OTHER, shares: 40 })
    await drill.rest({ symbol: OTHER })
    await flatten(drill)
  },
}

async function protectedPosition(drill: Rehearsal): Promise<void> {
  const price = await drill.price()
  const cents = (factor: number) => Math.round(price * factor * 100) / 100
  const legs = { stop: cents(0.97), target: cents(1.1), trail: null }
  const entry = await drill.sendAndSettle({ shares: 20, legs })
  drill.check('a protected position is held', entry.state === 'filled', `${drill.path.books.shares(SYMBOL)} ${SYMBOL}`)
}

async function halt(drill: Rehearsal, resting: string): Promise<void> {
  await drill.path.halt('drill', 'rehearsal of the kill switch', drill.signal)
  drill.say('halt')
  drill.check('the trading state is halted', drill.path.tradingState === 'halted', drill.path.tradingState)
  await drill.until('the resting entry is canceled', () => drill.own({ clientOrderId: resting }).state === 'canceled')
  const { orders } = await drill.truth()
  const entry = orders.find((one) => one.client_order_id === resting)
  drill.check('the exchange canceled the resting entry', entry?.status === 'canceled', entry?.status ?? 'not there')
  const legs = orders.filter((one) => isExit(one) && !isDone(one))
  drill.check('the stop and the target stay', legs.length === 2, `${legs.length} exits rest`)
}

function isExit({ side }: TruthOrder): boolean {
  return side === 'sell'
}

async function entriesAreStopped(drill: Rehearsal): Promise<void> {
  const before = (await drill.truth()).posted.arrived
  const atMarket = await drill.send()
  const resting = await drill.rest({ symbol: OTHER })
  const short = await drill.send({ symbol: OTHER, side: 'sell' })
  const states = [atMarket, resting, short].map(({ state }) => state)
  drill.check(
    'no entry gets past the gate',
    states.every((state) => state === 'denied'),
    states.join(', '),
  )
  const sent = (await drill.truth()).posted.arrived - before
  drill.check('nothing reached the exchange', sent === 0, `${sent} orders arrived`)
  const again = await drill.open()
  drill.say('another process starts')
  drill.check('it is halted there too', again.tradingState === 'halted', again.tradingState)
  const there = await drill.send()
  drill.check('no entry passes there either', there.state === 'denied', there.state)
}

async function exitsPass(drill: Rehearsal): Promise<void> {
  const exit = await drill.path.close(SYMBOL, 5, { limit: null, reason: 'drill', origin: 'drill', extended: false }, drill.signal)
  drill.say('close 5 of 20 shares while halted')
  const closed = exit && (await drill.path.settle(exit.clientOrderId, 60 * SECOND, drill.signal))
  drill.check(
    'an exit passes',
    closed?.state === 'filled',
    `${closed?.state}, ${drill.path.books.shares(SYMBOL)} shares are left`,
  )
  const covered = drill.path.books.openOrders().filter(({ type, shares }) => type === 'stop' && shares === 15)
  drill.check('the rest is protected again', covered.length === 1, `${covered.length} stops for 15 shares`)
}

async function resume(drill: Rehearsal): Promise<void> {
  const nobody = { ...drill.context, ask: async () => null }
  const refused = await refusal(() => requirePerson(nobody, {}, '', 'openbell trade resume'))
  drill.check('nobody resumes without a name and a reason', refused?.kind === 'denied', refused?.message ?? 'it was let through')
  const { by, reason } = await requirePerson(nobody, { by: 'drill', reason: 'the rehearsal goes on' }, '', '')
  drill.path.setState('active', by, reason)
  drill.say('resume, with a name and a reason')
  const entry = await drill.rest({ symbol: OTHER })
  drill.check('entries pass again', entry.state === 'accepted', entry.state)
}

async function haltByFile(drill: Rehearsal): Promise<void> {
  drill.haltFile = true
  drill.say('the file HALT appears')
  const { state } = await drill.send()
  drill.check('the file alone stops entries', state === 'denied', state)
}

async function flatten(drill: Rehearsal): Promise<void> {
  const options = { limit: null, reason: 'drill', origin: 'drill', extended: false, waitMs: FLATTEN_WAIT }
  const { flat, message, canceled, closing } = await drill.path.flatten('rehearsal', options, drill.signal)
  drill.say(`flatten: ${canceled.length} orders canceled, ${closing.length} closing`)
  drill.check('flatten says that it is flat', flat, message ?? 'flat')
  const { positions, orders } = await drill.truth()
  const open = orders.filter((one) => !isDone(one))
  const left = `${positions.length} positions and ${open.length} open orders at the exchange`
  drill.check('the exchange holds nothing any more', positions.length === 0 && open.length === 0, left)
}
