import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeActivity } from '../../../../../src/adapters/alpaca/broker/activities.ts'
import { createOrderDecoder } from '../../../../../src/adapters/alpaca/broker/families.ts'
import { decodeOrder } from '../../../../../src/adapters/alpaca/broker/order.ts'
import { cancelOutcome, submitOutcome } from '../../../../../src/adapters/alpaca/broker/outcome.ts'
import { decodeUpdate } from '../../../../../src/adapters/alpaca/broker/updates.ts'
import { PAPER_KEYS } from '../../../../../src/adapters/alpaca/keys.ts'
import { OpenbellError } from '../../../../../src/core/errors.ts'
import { wireOrder } from './vendor.ts'

const orders = createOrderDecoder({ now: () => 0, saw() {} })
/** An order with any of its fields gone, or anything in their place. */
const bent = fc
  .dictionary(fc.constantFrom(...Object.keys(wireOrder())), fc.oneof(fc.constant(undefined), fc.jsonValue()), { maxKeys: 6 })
  .map((changes) => wireOrder(changes))
const anything = fc.oneof(
  fc.jsonValue(),
  bent,
  fc.array(bent, { maxLength: 2 }).map((legs) => wireOrder({ legs })),
)

describe('whatever the vendor says', () => {
  it('is an order of finite numbers in a state of ours, or none', () => {
    fc.assert(
      fc.property(anything, (raw) => {
        const order = decodeOrder(raw, { heardAt: 0 })
        if (!order) return
        expect(['accepted', 'partially-filled', 'filled', 'canceled', 'rejected', 'expired']).toContain(order.state)
        const numbers = [
          order.shares,
          order.limit,
          order.stop,
          order.filled,
          order.averagePrice,
          order.submittedAt,
          order.updatedAt,
        ]
        for (const number of numbers) expect(number === null || Number.isFinite(number)).toBe(true)
      }),
    )
  })

  it('ends no stream and no list', () => {
    fc.assert(
      fc.property(anything, fc.jsonValue(), (order, other) => {
        decodeUpdate({ event: 'fill', order, price: other, qty: '1' }, 0, orders)
        decodeUpdate(other, 0, orders)
        decodeActivity({ id: 'x', activity_type: 'FILL', price: other, qty: other })
        decodeActivity(other)
      }),
    )
  })

  it('is never taken for a refusal unless it is a 4xx in the vendor’s form', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 599 }),
        fc.oneof(
          fc.string(),
          anything.map((one) => JSON.stringify(one)),
          fc.json(),
        ),
        (status, text) => {
          const reply = { kind: 'said', status, text, vendorRequest: null } as const
          const outcome = orKeyFault(() => submitOutcome(reply, orders, PAPER_KEYS))
          if (outcome?.kind === 'rejected' || outcome?.kind === 'duplicate') {
            expect(status).toBeGreaterThanOrEqual(400)
            expect(status).toBeLessThan(500)
            expect(JSON.parse(text)).toHaveProperty('message')
          }
          if (outcome?.kind === 'accepted') expect(status).toBeLessThan(300)
          const canceled = orKeyFault(() => cancelOutcome(reply, PAPER_KEYS))
          if (canceled?.kind === 'requested' && status >= 300) expect(text).toContain('pending_cancel')
        },
      ),
    )
  })
})

/** Null when the answer was about the keys, which only a 401 or 403 may be. */
function orKeyFault<T>(ask: () => T): T | null {
  try {
    return ask()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(OpenbellError)
    expect((thrown as OpenbellError).kind).toBe('config')
    return null
  }
}
