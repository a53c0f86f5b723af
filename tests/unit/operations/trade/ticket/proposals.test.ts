import { describe, expect, it } from 'vitest'
import { openStore } from '../../../../../src/adapters/sqlite/store.ts'
import { MINUTE } from '../../../../../src/core/time.ts'
import { orderInput } from '../../../../../src/operations/trade/ticket/order-input.ts'
import { orderIntent } from '../../../../../src/operations/trade/ticket/order-intent.ts'
import { propose, readProposal, takeProposal } from '../../../../../src/operations/trade/ticket/proposals.ts'

const NOW = Date.UTC(2026, 2, 20, 15)
const intent = orderIntent(
  'buy',
  orderInput.parse({ symbol: 'SIMALL', quantity: 10, limit: 100, trail: '1%' }),
  0,
  'abcdef012345',
)

function kept() {
  const store = openStore(':memory:')
  propose(store, 'simulated:main', intent, { origin: 'cli' }, NOW)
  return store
}

describe('an order that waits for its person', () => {
  it('is given out whole, once, by the beginning of its id', () => {
    const store = kept()
    expect(readProposal(store, 'simulated:main', 'abcdef', NOW + MINUTE).intent).toEqual(intent)
    expect(takeProposal(store, 'simulated:main', 'abcdef', NOW + MINUTE)).toEqual(intent)
    expect(() => takeProposal(store, 'simulated:main', 'abcdef', NOW + MINUTE)).toThrow(
      expect.objectContaining({ kind: 'denied', message: expect.stringContaining('sent already') }),
    )
  })

  it('expires after five minutes', () => {
    const store = kept()
    expect(readProposal(store, 'simulated:main', 'abcdef', NOW + 5 * MINUTE - 1).id).toBe('abcdef012345')
    expect(() => takeProposal(store, 'simulated:main', 'abcdef', NOW + 5 * MINUTE)).toThrow(
      expect.objectContaining({ kind: 'denied', message: expect.stringContaining('expired') }),
    )
  })

  it('belongs to one account, and an unknown one is not found', () => {
    const store = kept()
    expect(() => takeProposal(store, 'alpaca-live:1234', 'abcdef', NOW)).toThrow(
      expect.objectContaining({ kind: 'denied', message: expect.stringContaining('simulated:main') }),
    )
    expect(() => takeProposal(store, 'simulated:main', '999999', NOW)).toThrow(expect.objectContaining({ kind: 'not-found' }))
    expect(takeProposal(store, 'simulated:main', 'abcdef', NOW)).toEqual(intent)
  })
})
