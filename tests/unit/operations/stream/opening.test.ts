import { describe, expect, it } from 'vitest'
import { closedNote, type SessionParts } from '../../../../src/operations/stream/opening.ts'

const begun = (at: string, date?: string) => {
  const given = { date } as SessionParts['given']
  const pace = { now: () => Date.parse(at) } as SessionParts['pace']
  return closedNote({ given, symbols: ['SIMALL'], pace })
}

describe('a session that begins while nothing trades', () => {
  it('says when something will, and how to see another day', () => {
    const told = begun('2026-11-21T21:00:00Z')
    expect(told).toContain('2026-11-23T14:30:00Z')
    expect(told).toContain('openbell stream SYMBOL --date')
  })

  it('says nothing while something trades, before the open too, or on a day of the past', () => {
    expect(begun('2026-11-20T15:00:00Z')).toBeNull()
    expect(begun('2026-11-20T10:00:00Z')).toBeNull()
    expect(begun('2026-11-21T21:00:00Z', '2026-03-20')).toBeNull()
  })
})
