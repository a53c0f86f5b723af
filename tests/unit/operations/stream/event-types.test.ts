import { describe, expect, it } from 'vitest'
import { typesOf, wantsTape } from '../../../../src/operations/stream/event-types.ts'

describe('types of events that are asked for', () => {
  it('are all without a word, else those that are named', () => {
    expect(typesOf(undefined)).toBeNull()
    expect(typesOf('fill, order')).toEqual(new Set(['fill', 'order']))
  })

  it('are refused where there is no such type, with those that there are', () => {
    expect(() => typesOf('fill,fills')).toThrow("there are no events of type 'fills'")
  })

  it('hold the tape where prints, quotes or bars are among them', () => {
    expect(wantsTape(typesOf('fill,bar')!)).toBe(true)
    expect(wantsTape(typesOf('fill,signal')!)).toBe(false)
  })
})
