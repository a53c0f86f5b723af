import { defineOperation } from '../operation.ts'
import { SENDS_TO_THE_END } from './desk/input.ts'
import { orderInput } from './ticket/order-input.ts'
import { buyOrSell } from './ticket/order-operation.ts'
import { approvalOf, sentFault, sentOutput } from './ticket/send.ts'

/** A sell order, or its preview: of what is held, or with `--short` of what is not. */
export const tradeSell = defineOperation({
  name: 'trade.sell',
  toolset: 'orders',
  summary: 'Sell what is held (or go --short): a preview with the risk verdict; with --execute the order itself.',
  effect: 'trade',
  only: 'people',
  deadlineMs: SENDS_TO_THE_END,
  input: orderInput,
  output: sentOutput,
  examples: [{ title: 'A short sale, previewed', input: { symbol: 'SIMALL', quantity: 10, market: true, short: true } }],
  fault: sentFault,
  followUp: approvalOf,
  run: (context, input) => buyOrSell(context, 'sell', input),
})
