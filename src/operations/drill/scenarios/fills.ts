import { SECOND } from '../../../core/time.ts'
import { isOver } from '../../../engine/orders/sync.ts'
import type { Rehearsal } from '../rehearsal.ts'
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

export const partialFills: Scenario = {
  name: 'partial-fills',
  summary: 'An order fills in small parts and is canceled half way: what filled is held, what did not is gone.',
  async run(drill) {
    drill.fault('partial-fills,shares=1,duration=30m')
    const price = await drill.price()
    const limit = Math.ceil(price * 1.01 * 100) / 100
    const order = await drill.send({ shares: 60, limit })
    await partlyFilled(drill, order.clientOrderId)
    const canceled = await drill.path.cancel(order.clientOrderId, 'drill', drill.signal)
    const ended = isOver(canceled) ? canceled : await drill.path.settle(order.clientOrderId, 30 * SECOND, drill.signal)
    drill.say(`canceled half way: ${ended.state}, ${ended.filled} of 60 filled`)
    const partly = ended.filled > 0 && ended.filled < 60
    drill.check('a part filled, the rest did not', partly && ended.state === 'canceled', `${ended.filled} of 60, ${ended.state}`)
  },
}

async function partlyFilled(drill: Rehearsal, clientOrderId: string): Promise<void> {
  await drill.until('a part fills', async () => (await drill.path.settle(clientOrderId, 0, drill.signal)).filled > 0)
}
