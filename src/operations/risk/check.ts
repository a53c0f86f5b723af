import { normalizeSymbol } from '../../market/symbols.ts'
import { limitsOutput } from '../common/limits.ts'
import { defineOperation, z } from '../operation.ts'
import { modeFields, modeOf } from '../trade/desk/answer.ts'
import { withDesk } from '../trade/desk/with-desk.ts'
import { orderInput } from '../trade/ticket/order-input.ts'
import { orderIntent } from '../trade/ticket/order-intent.ts'
import { previewOf, previewOutput } from '../trade/ticket/preview.ts'

const { symbol, quantity, ...rest } = orderInput.omit({ execute: true }).shape

const checkOutput = previewOutput.omit({ id: true, expiresAt: true }).extend({ ...modeFields, limits: limitsOutput })

/** An order judged without sending it, rule by rule. A denial is an answer here, not an error. */
export const riskCheck = defineOperation({
  name: 'risk.check',
  toolset: 'portfolio',
  summary: 'Judge an order without sending it, rule by rule.',
  effect: 'read',
  input: z.strictObject({
    symbol,
    side: z.enum(['buy', 'sell']).describe('buy or sell').meta({ positional: true }),
    quantity,
    ...rest,
  }),
  output: checkOutput,
  examples: [
    { title: 'Would this pass now?', input: { symbol: 'SIMALL', side: 'buy', quantity: 10 } },
    { title: 'And at this price, with a stop?', input: { symbol: 'SIMALL', side: 'buy', quantity: 10, limit: 100, stop: 95 } },
  ],
  run: (context, input) =>
    withDesk(
      context,
      input,
      'risk check',
      async (desk) => {
        const { path, broker } = desk
        const { side, ...asked } = input
        const priced = asked.limit !== undefined || asked.trigger !== undefined || asked.trail !== undefined
        const order = { ...asked, market: asked.market || !priced, execute: false }
        const held = path.books.shares(normalizeSymbol(input.symbol))
        const planned = await path.plan(orderIntent(side, order, held, 'question'), context.signal)
        return { ...modeOf(broker), limits: desk.limits, ...previewOf(planned, desk.now()) }
      },
      { readOnly: true },
    ),
})
