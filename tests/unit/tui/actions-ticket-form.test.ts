import { describe, expect, it } from 'vitest'
import { checked, type FieldName, openFields, orderOf, turn } from '../../../src/tui/actions/ticket-form.ts'
import type { TicketField } from '../../../src/tui/state.ts'
import { typed } from '../../../src/tui/text-input.ts'

const opening = { side: 'buy' as const, held: 0, bid: 99.9, ask: 100.1 }

function filled(values: Partial<Record<FieldName, string>>, fields = openFields(opening)): TicketField[] {
  return checked(fields.map((one) => ({ ...one, input: typed(values[one.name as FieldName] ?? one.input.text) })))
}

describe('the form of an order ticket', () => {
  it('opens at the quote, with what is held where it is sold', () => {
    expect(orderOf('SIMALL', filled({ quantity: '10' }))).toEqual({
      operation: 'trade.buy',
      input: { symbol: 'SIMALL', quantity: 10, limit: 100.1, tif: 'day' },
    })
    expect(orderOf('SIMALL', openFields({ ...opening, side: 'sell', held: 25 }))).toMatchObject({
      operation: 'trade.sell',
      input: { quantity: 25, limit: 99.9 },
    })
  })

  it('leaves out what does not count for the type', () => {
    const market = orderOf('SIMALL', filled({ quantity: '5', type: 'market', hours: 'extended' }))
    expect(market).toEqual({ operation: 'trade.buy', input: { symbol: 'SIMALL', quantity: 5, market: true, tif: 'day' } })
    const trailing = orderOf('SIMALL', filled({ side: 'sell', quantity: '5', type: 'trailing-stop', trail: '1%', stop: '90' }))
    expect(trailing).toMatchObject({ input: { trail: '1%' } })
    expect(trailing).not.toHaveProperty('input.stop')
    expect(orderOf('SIMALL', filled({ side: 'sell short', quantity: '5' }))).toMatchObject({
      operation: 'trade.sell',
      input: { short: true },
    })
  })

  it('names what is missing or wrong, and its field', () => {
    expect(orderOf('SIMALL', filled({}))).toEqual({ missing: 'Quantity is missing', field: 'quantity' })
    expect(orderOf('SIMALL', filled({ quantity: '-5' }))).toMatchObject({ field: 'quantity' })
    expect(orderOf('SIMALL', filled({ quantity: '5', limit: '1e3' }))).toMatchObject({ field: 'limit' })
    expect(orderOf('SIMALL', filled({ quantity: '5', type: 'stop' }))).toEqual({
      missing: 'Trigger is missing',
      field: 'trigger',
    })
    expect(orderOf('SIMALL', filled({ quantity: '5', trail: 'x' }))).toMatchObject({ field: 'trail' })
  })

  it('a choice goes round', () => {
    const [side] = openFields(opening)
    expect(turn(side, -1).input.text).toBe('sell short')
    expect(turn(turn(turn(side, 1), 1), 1).input.text).toBe('buy')
  })
})
