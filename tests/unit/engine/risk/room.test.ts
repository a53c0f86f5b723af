import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../../../../src/engine/risk/limits.ts'
import { limitRooms } from '../../../../src/engine/risk/room.ts'
import { BROKER, NO_LIMITS, VIEW } from './cases.ts'

const view = {
  ...VIEW,
  equity: 98_500,
  equityPeak: 102_000,
  grossValue: 6000,
  pendingGross: 1500,
  ordersLastMinute: 4,
  ordersToday: 20,
  notionalToday: 0,
  losingStreak: 2,
  broker: { ...BROKER, maintenance: 1970 },
}
const positions = [
  { symbol: 'AAPL', value: 2000 },
  { symbol: 'MSFT', value: -4000 },
]
const roomsOf = (given: Partial<typeof view>) =>
  new Map(limitRooms({ ...DEFAULT_LIMITS }, { ...view, ...given }, positions).map((one) => [one.rule, one]))

describe('the room to each limit', () => {
  it('is what is left, resting entries counted', () => {
    const rooms = roomsOf({})
    expect(rooms.get('positionNotional')).toEqual({
      rule: 'positionNotional',
      symbol: 'MSFT',
      value: 4000,
      limit: 50_000,
      room: 46_000,
    })
    expect(rooms.get('grossExposure')!.value).toBeCloseTo(7500 / 98_500, 12)
    expect(rooms.get('dayLossNotional')).toMatchObject({ value: 1500, limit: 1000, room: -500 })
    expect(rooms.get('dayLossShare')!.room).toBeCloseTo(0.005, 12)
    expect(rooms.get('ordersPerMinute')).toMatchObject({ value: 4, room: 26 })
    expect(rooms.get('losingStreak')).toMatchObject({ value: 2, limit: 5, room: 3 })
    expect(rooms.get('intradayMargin')).toMatchObject({ value: 0.02, limit: 1, room: 0.98 })
  })

  it('is not known where the account is not', () => {
    const rooms = roomsOf({ equityAtDayStart: Number.NaN, grossValue: Number.NaN })
    for (const rule of ['dayLossShare', 'dayLossNotional', 'grossExposure']) {
      expect(rooms.get(rule)).toMatchObject({ value: null, room: null })
    }
    expect(rooms.get('drawdown')!.value).not.toBeNull()
  })

  it('a position without a price may be the largest', () => {
    const rooms = limitRooms({ ...DEFAULT_LIMITS }, view, [...positions, { symbol: 'X', value: Number.NaN }])
    expect(rooms.find((one) => one.rule === 'positionShare')).toMatchObject({ symbol: 'X', value: null, room: null })
  })

  it('holds only limits in force', () => {
    expect(limitRooms(NO_LIMITS, { ...view, broker: 'none' }, positions)).toEqual([])
    expect(limitRooms(NO_LIMITS, view, positions).map((one) => one.rule)).toEqual(['intradayMargin'])
  })
})
