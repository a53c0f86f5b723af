import { counted } from '../../common/words.ts'
import type { Rehearsal } from '../rehearsal.ts'
import type { Scenario } from './scenario.ts'

/** The order arrived; its answer did not. */
function lostAnswer(name: string, fault: string, what: string): Scenario {
  return {
    name,
    summary: `The exchange takes an order, and ${what}: it is found by its id, never sent again.`,
    async run(drill) {
      drill.fault(fault)
      await drill.sendAndSettle()
      await once(drill, 1)
      const resting = await drill.rest()
      drill.fault(`${fault},method=DELETE`)
      await drill.path.cancel(resting.clientOrderId, 'drill', drill.signal).catch(() => {})
      drill.say(`cancel ${resting.clientOrderId}, its answer lost too`)
    },
  }
}

export const lostAnswers: Scenario[] = [
  lostAnswer('accepted-then-timeout', 'accepted-then-timeout', 'never answers'),
  lostAnswer('accepted-then-cut', 'accepted-then-cut', 'the line is cut before the answer'),
  lostAnswer('accepted-then-5xx', 'accepted-then-status,status=504', 'a proxy answers 504 in its place'),
]

export const neverArrived: Scenario = {
  name: 'never-arrived',
  summary:
    'A 503 before the order was taken: its absence is proven first, then it is sent once more under the same id, or given up.',
  async run(drill) {
    drill.fault('status,status=503,path=/v2/orders,method=POST')
    const order = await drill.sendAndSettle()
    drill.check('it was sent again and filled', order.state === 'filled', order.state)
    await once(drill, 1)
    drill.fault('status,status=503,path=/v2/orders,method=POST,times=3')
    const given = await drill.send()
    drill.check('after three proven absences it is given up', given.state === 'canceled', given.state)
    await once(drill, 1)
  },
}

export const lateArrival: Scenario = {
  name: 'late-arrival',
  summary: 'An order arrives after its absence was proven: what was sent again has its id, and the late one is refused.',
  async run(drill) {
    drill.fault('late-arrival,delayMs=1200')
    const order = await drill.sendAndSettle()
    drill.check('it was sent again and filled', order.state === 'filled', order.state)
    await drill.until('the late one arrives', async () => (await drill.truth()).posted.arrived === 2)
    drill.say('the first one arrives')
    await once(drill, 1)
  },
}

export const rateLimit: Scenario = {
  name: 'rate-limit',
  summary: 'A storm of 429 answers: reading waits and asks again, an order is never repeated blindly.',
  async run(drill) {
    drill.fault('rate-limit,times=3,resetSeconds=0')
    await drill.sendAndSettle()
    await once(drill, 1)
    drill.fault('rate-limit,times=2,path=/v2/orders,method=POST,resetSeconds=0')
    await drill.sendAndSettle()
    await once(drill, 2)
  },
}

/** Fields come and go without notice. */
export const fields: Scenario = {
  name: 'fields',
  summary: 'Answers with fields that nobody knows, and without fields that were always there: read as far as they go.',
  async run(drill) {
    drill.fault('unknown-fields,times=30')
    await drill.sendAndSettle()
    drill.fault('missing-fields,times=30,fields=asset_class+hwm+extended_hours+daytrade_count+order_class+expires_at+source')
    await drill.sendAndSettle()
    await once(drill, 2)
    drill.fault('missing-fields,path=/v2/orders,method=POST,fields=id+client_order_id')
    await drill.sendAndSettle()
    await once(drill, 3)
  },
}

async function once(drill: Rehearsal, intents: number): Promise<void> {
  const { posted, orders } = await drill.truth()
  const filled = orders.filter(({ status }) => status === 'filled').length
  const text = `${counted(posted.accepted, 'order')} taken of ${posted.arrived} that arrived, ${filled} filled`
  drill.check('each intent is one order', filled === intents, text)
}
