import { describe, expect, it } from 'vitest'
import { compareWithTruth, readTruth, type Truth } from '../../../../src/operations/drill/truth.ts'
import { booksOf, type Entry, filled, intended, submitted, told } from '../../../support/journal-events.ts'

/** One order of 100 shares at 10 dollars, filled; and one that never left. */
const JOURNAL: Entry[] = [
  intended('ob-1'),
  submitted('ob-1'),
  told('ob-1'),
  filled('ob-1', { cumulative: 100 }),
  intended('ob-2'),
  { clientOrderId: 'ob-2', body: { kind: 'dropped', reason: 'it never reached the broker' } },
]
const there = { symbol: 'SPY', side: 'buy', type: 'limit', replaces: null }
const ORDER = { ...there, id: 'b-ob-1', client_order_id: 'ob-1', status: 'filled', filled_qty: '100' }
const STATE = {
  now: '2026-03-20T15:00:00Z',
  account: { cash: 99_000 },
  posted: { arrived: 1, accepted: 1 },
  positions: [{ symbol: 'SPY', qty: '100' }],
  orders: [ORDER],
  executions: [{ id: 'x', client_order_id: 'ob-1', qty: '100' }],
  faults: { served: 0 },
}

/** What does not hold of the journal and such a state of the exchange. */
function failures(state: object, journal = JOURNAL): Record<string, string> {
  const truth: Truth = readTruth({ ...STATE, ...state })
  const checks = compareWithTruth(booksOf(journal), truth)
  return Object.fromEntries(checks.filter(({ passed }) => !passed).map(({ what, detail }) => [what, detail]))
}

describe('comparing the books with what an exchange itself holds', () => {
  it('finds nothing where both tell the same', () => expect(failures({})).toEqual({}))

  it('finds an order that the books do not know', () => {
    const other = { ...ORDER, id: 'b-ob-9', client_order_id: 'ob-9', status: 'new', filled_qty: '0' }
    expect(failures({ orders: [ORDER, other] })).toEqual({ 'no order is lost': 'ob-9 (new) is not in our books' })
  })

  it('finds an order that the exchange never had', () => {
    const lost = [...JOURNAL, intended('ob-3'), submitted('ob-3')]
    expect(failures({}, lost)).toEqual({
      'no order is invented': 'ob-3 is submitted in our books and the exchange never had it',
    })
  })

  it('finds an order that was sent twice, under the same name or another', () => {
    const twice = failures({ orders: [ORDER, { ...ORDER, id: 'b-2' }] })
    expect(twice['none was sent twice']).toBe('ob-1 stands there 2 times')
    const successor = { ...ORDER, id: 'b-3', client_order_id: 'ob-1-r1' }
    expect(failures({ orders: [ORDER, successor] })['none was sent twice']).toBe('ob-1-r1 stands there and replaces nothing')
  })

  it('finds shares that filled and were not counted', () => {
    const short = failures(
      {},
      JOURNAL.map((one) => (one.body.kind === 'filled' ? filled('ob-1', { shares: 90, cumulative: 90 }) : one)),
    )
    expect(Object.keys(short)).toEqual(['no order is lost', 'positions are equal', 'cash is equal'])
  })

  it('finds an order that ended on one side only', () => {
    const open = { ...ORDER, status: 'partially_filled' }
    expect(failures({ orders: [open] })).toEqual({ 'no order is lost': 'ob-1: filled here, partially_filled there' })
  })

  it('finds a position and a cent', () => {
    expect(failures({ positions: [] })).toEqual({ 'positions are equal': 'SPY: 100 in our books, 0 at the exchange' })
    expect(Object.keys(failures({ account: { cash: 99_000.01 } }))).toEqual(['cash is equal'])
  })

  it('says so when the exchange tells something else than its state', () => {
    expect(() => readTruth({ hello: 1 })).toThrow(/told no state/)
  })
})
