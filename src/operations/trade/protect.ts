import { orNull } from '../../core/errors.ts'
import type { ProtectingLegs } from '../../market/orders.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { symbolInput } from '../common/shared.ts'
import type { Context } from '../context.ts'
import { defineOperation, OpenbellError, z } from '../operation.ts'
import { modeFields, modeOf, plainDollars } from './desk/answer.ts'
import type { Desk } from './desk/desk.ts'
import { accountInput, SENDS_TO_THE_END } from './desk/input.ts'
import { withDesk } from './desk/with-desk.ts'
import { handOf } from './ticket/hand.ts'
import { executeInput } from './ticket/order-input.ts'
import { orderAnswer, orderOutput } from './ticket/order-output.ts'
import { sentFault, settleMs } from './ticket/send.ts'
import { parseTrail } from './ticket/trail.ts'

const protectInput = z.strictObject({
  symbol: symbolInput,
  stop: z.string().optional().describe('Stop price, or none to take the stop away'),
  target: z.string().optional().describe('Target price, or none to take the target away'),
  trail: z.string().optional().describe('Trailing stop: 1% or 0.50, or none to take it away'),
  execute: executeInput,
  ...accountInput,
})

/** Stop and target of a position, as orders that live at the broker. */
export const tradeProtect = defineOperation({
  name: 'trade.protect',
  toolset: 'orders',
  summary: 'Set, move or take away the stop and target of a position; without --execute it shows what would change.',
  effect: 'trade',
  deadlineMs: SENDS_TO_THE_END,
  input: protectInput,
  output: z.strictObject({
    ...modeFields,
    position: z
      .strictObject({
        symbol: z.string().describe('Symbol'),
        shares: z.number().describe('Shares held, signed'),
        averagePrice: z.number().describe('Mean price paid (dollars)'),
      })
      .describe('What is protected'),
    asked: z
      .array(
        z.strictObject({
          leg: z.enum(['stop', 'target', 'trail']).describe('Which protection'),
          at: z.string().nullable().describe('Price or distance asked; null = taken away'),
        }),
      )
      .describe('What was asked for'),
    before: z.array(orderOutput).describe('Open exits of the position before'),
    orders: z.array(orderOutput).optional().describe('The orders that protect it now; absent in a preview'),
  }),
  examples: [{ title: 'A stop for what is held: what would change', input: { symbol: 'SIMALL', stop: '90' } }],
  fault: ({ orders = [] }) => orders.map((order) => sentFault({ order })).find((fault) => fault !== null) ?? null,
  followUp: ({ orders }, input) =>
    orders ? null : { question: 'Set it?', operation: 'trade.protect', input: { ...input, execute: true } },
  async run(context, input) {
    const legs = legsOf(input)
    return withDesk(
      context,
      input,
      'trade protect',
      async (desk) => {
        const { path, broker } = desk
        const symbol = normalizeSymbol(input.symbol)
        const { shares, averagePrice: paid } = heldOf(desk, symbol)
        refuseWrongSide(symbol, shares, legs, await priceNow(context, desk, symbol))
        const before = exitsOf(desk, symbol)
        const asked = askedOf(input)
        const answer = { ...modeOf(broker), position: { symbol, shares, averagePrice: plainDollars(paid) }, asked, before }
        if (!input.execute || context.dryRun) return answer
        const made = await path.protect(symbol, legs, handOf(context).reason, context.signal)
        const settled = await Promise.all(made.map((one) => path.settle(one.clientOrderId, settleMs(context), context.signal)))
        return { ...answer, orders: settled.map((one) => orderAnswer(one, path.books)) }
      },
      { begins: true },
    )
  },
})

type ProtectInput = z.output<typeof protectInput>

function legsOf(input: ProtectInput): Partial<ProtectingLegs> {
  const legs: Partial<ProtectingLegs> = {
    ...(input.stop === undefined ? {} : { stop: priceOf('stop', input.stop) }),
    ...(input.target === undefined ? {} : { target: priceOf('target', input.target) }),
    ...(input.trail === undefined ? {} : { trail: input.trail === 'none' ? null : parseTrail(input.trail) }),
  }
  if (legs.stop && legs.trail) {
    throw new OpenbellError('usage', '--stop and --trail are two stops for the same shares', 'leave one of them out')
  }
  if (Object.keys(legs).length > 0) return legs
  throw new OpenbellError(
    'usage',
    'no protection was named',
    `openbell trade protect ${input.symbol} --stop PRICE --target PRICE`,
  )
}

function priceOf(leg: string, text: string): number | null {
  if (text === 'none') return null
  const price = Number(text)
  if (text.trim() !== '' && Number.isFinite(price) && price > 0) return price
  throw new OpenbellError('usage', `--${leg} '${text}' is no price`, `--${leg} PRICE, or --${leg} none`)
}

/** A stop beyond the price would close the position at once: then closing is what must be said. An unknown price keeps no protection back. */
function refuseWrongSide(symbol: string, shares: number, { stop, target }: Partial<ProtectingLegs>, price: number | null): void {
  if (price === null) return
  const beyond = (leg: number, side: 'stop' | 'target') => ((side === 'stop') === shares > 0 ? leg >= price : leg <= price)
  for (const [side, leg] of [
    ['stop', stop],
    ['target', target],
  ] as const) {
    if (leg == null || !beyond(leg, side)) continue
    const message = `${symbol}: a ${side} at ${leg} would close the ${shares > 0 ? 'long' : 'short'} position at once, the last price is ${price}`
    throw new OpenbellError('usage', message, `openbell trade close ${symbol}, or a ${side} on the other side of the price`)
  }
}

async function priceNow(context: Context, { source, broker, now }: Desk, symbol: string): Promise<number | null> {
  const quote = await orNull(['not-found', 'no-data', 'unavailable', 'usage'], source.snapshot(symbol, now(), context.signal))
  if (quote) return quote.price
  return (await broker.positions(context.signal)).find((one) => one.symbol === symbol)?.price ?? null
}

function askedOf(input: ProtectInput) {
  return (['stop', 'target', 'trail'] as const).flatMap((leg) => {
    const text = input[leg]
    return text === undefined ? [] : [{ leg, at: text === 'none' ? null : text }]
  })
}

function heldOf({ path }: Desk, symbol: string) {
  const held = path.books.positions.get(symbol)
  if (held) return held
  throw new OpenbellError('not-found', `${symbol}: nothing is held to protect`, 'openbell trade positions')
}

function exitsOf({ path }: Desk, symbol: string) {
  const exits = path.books.openOrders().filter((one) => one.symbol === symbol && (one.reduces || one.leg !== null))
  return exits.map((one) => orderAnswer(one, path.books))
}
