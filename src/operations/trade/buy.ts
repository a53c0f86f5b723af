import { defineOperation } from '../operation.ts'
import { SENDS_TO_THE_END } from './desk/input.ts'
import { orderInput } from './ticket/order-input.ts'
import { buyOrSell } from './ticket/order-operation.ts'
import { approvalOf, sentFault, sentOutput } from './ticket/send.ts'

/** A buy order, or its preview. */
export const tradeBuy = defineOperation({
  name: 'trade.buy',
  toolset: 'orders',
  summary: 'Buy: a preview with the risk verdict rule by rule; with --execute the order itself.',
  effect: 'trade',
  only: 'people',
  deadlineMs: SENDS_TO_THE_END,
  input: orderInput.omit({ short: true }),
  output: sentOutput,
  examples: [
    { title: 'What would this order be? Nothing is sent', input: { symbol: 'SIMALL', quantity: 10, limit: 100 } },
    {
      title: 'With stop and target at the broker',
      input: { symbol: 'SIMALL', quantity: 10, limit: 100, stop: 90, target: 150 },
    },
    { title: 'For a thousand dollars', input: { symbol: 'SIMALL', quantity: 1000, notional: true, market: true } },
  ],
  fault: sentFault,
  followUp: approvalOf,
  run: (context, input) => buyOrSell(context, 'buy', { ...input, short: false }),
})
