import type { Broker, BrokerOrderRequest, SubmitOutcome } from '../../../ports/broker.ts'
import type { Rehearsal } from '../rehearsal.ts'
import type { Scenario } from './scenario.ts'

/** Our process ends between writing an order down and knowing what became of it. */
export const crash: Scenario = {
  name: 'crash',
  summary: 'Our process dies between intent and result, before the order left and after: the next one finds out which.',
  async run(drill) {
    await dies(drill, 'before the order left', async () => {})
    await drill.open()
    const [first] = drill.path.opening.settled
    drill.check('what never left is given up, not sent', first?.state === 'canceled', first?.message ?? 'it was not even known')
    drill.check('the exchange never had it', (await drill.truth()).orders.length === 0, 'no order there')
    await dies(drill, 'after the order left', (request, broker) => broker.submit(request, drill.signal))
    await drill.open()
    const [second] = drill.path.opening.settled
    const state = second?.state ?? 'unknown'
    drill.check(
      'what had left is found',
      state !== 'canceled' && second !== undefined,
      second?.message ?? 'it was not even known',
    )
    await drill.until('it fills', async () => {
      return (await drill.path.settle(second.clientOrderId, 0, drill.signal)).state === 'filled'
    })
    const { posted } = await drill.truth()
    drill.check('it was sent once', posted.arrived === 1, `${posted.arrived} orders arrived at the exchange`)
  },
}

/** A process that never comes back from sending; what it would have done next is not done. */
async function dies(
  drill: Rehearsal,
  when: string,
  leaves: (request: BrokerOrderRequest, broker: Broker) => Promise<unknown>,
): Promise<void> {
  let left: () => void = () => {}
  const gone = new Promise<void>((resolve) => {
    left = resolve
  })
  drill.between = (broker) => ({
    ...broker,
    async submit(request) {
      await leaves(request, broker)
      left()
      return new Promise<SubmitOutcome>(() => {})
    },
  })
  await drill.open()
  void drill.path.submit(drill.intent(), drill.signal)
  await gone
  drill.say(`the process dies ${when}`)
  drill.between = (broker) => broker
}
