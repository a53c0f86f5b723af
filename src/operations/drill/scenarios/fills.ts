import { SECOND } from '../../../core/time.ts'
import { SYMBOL } from '../intent.ts'
import type { Scenario } from './scenario.ts'

/** Many small fills of one order, told in some wrong way by the stream. */
function toldWrongly(name: string, fault: string, summary: string): Scenario {
  return {
    name,
    summary,
    async run(drill) {
      await drill.listen()
      drill.fault('partial-fills,shares=4,duration=10m')
      drill.fault(fault)
      const order = await drill.send({ shares: 32 })
      await drill.until('the stream tells the order filled', () => drill.own(order).state === 'filled')
      const { filled } = drill.own(order)
      drill.say(`${filled} filled as the stream tells it`)
      const { executions } = await drill.truth()
      const of = executions.filter((one) => one.client_order_id === order.clientOrderId)
      drill.check('every execution counts once', filled === 32, `${of.length} executions, ${filled} shares in our books`)
      drill.check('there were several', of.length > 3, `${of.length} executions`)
    },
  }
}

export const fillTroubles: Scenario[] = [
  toldWrongly('replayed-fills', 'replayed-fills,times=20', 'The stream tells fills twice: each counts once.'),
  toldWrongly(
    'late-fills',
    'late-fills,times=20,delay=4s',
    'The stream tells fills seconds late: they are counted when they come.',
  ),
  toldWrongly('reordered-fills', 'reordered-fills,times=20', 'The stream tells fills out of order: the books come out the same.'),
]

/** Long enough before the halt that something fills, short enough that not all does. */
const BEFORE_HALT = 20 * SECOND

export const partialFills: Scenario = {
  name: 'partial-fills',
  summary: 'An order fills in small parts and is canceled half way: what filled is held, what did not is gone.',
  async run(drill) {
    drill.fault('partial-fills,shares=1,duration=30m')
    await drill.toHalt(5, BEFORE_HALT)
    const price = await drill.price()
    const order = await drill.send({ shares: SHARES, limit: Math.ceil(price * 1.02 * 100) / 100 })
    await drill.step(BEFORE_HALT, 'trading is halted')
    const { filled } = await drill.path.settle(order.clientOrderId, 0, drill.signal)
    drill.check('a part filled', filled > 0 && filled < SHARES, `${filled} of ${SHARES}`)
    await drill.path.cancel(order.clientOrderId, 'drill', drill.signal)
    const ended = await drill.path.settle(order.clientOrderId, 30 * SECOND, drill.signal)
    drill.say(`canceled half way: ${ended.state}, ${ended.filled} of ${SHARES} filled`)
    drill.check(
      'the rest did not',
      ended.state === 'canceled' && ended.filled === filled,
      `${ended.state}, ${ended.filled} filled`,
    )
    drill.check('what filled is held', drill.path.books.shares(SYMBOL) === filled, `${drill.path.books.shares(SYMBOL)} shares`)
  },
}

/** More than can fill by then. */
const SHARES = 3000
