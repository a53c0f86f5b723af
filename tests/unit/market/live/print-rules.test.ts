import { describe, expect, it } from 'vitest'
import {
  EXTENDED,
  printSets,
  SETS_HIGH_LOW,
  SETS_OPEN_CLOSE,
  SETS_VOLUME,
  setsWithin,
} from '../../../../src/market/live/print-rules.ts'

const ALL = SETS_OPEN_CLOSE | SETS_HIGH_LOW | SETS_VOLUME

describe('what a print may set', () => {
  it.each([
    ['', ALL],
    ['@', ALL],
    ['@,F', ALL],
    ['O', ALL],
    ['6', ALL],
    ['@,I', SETS_VOLUME],
    ['@,F,I', SETS_VOLUME],
    ['B', SETS_VOLUME],
    ['W', SETS_VOLUME],
    ['7,V', SETS_VOLUME],
    ['@,4', SETS_HIGH_LOW | SETS_VOLUME],
    ['Z', SETS_HIGH_LOW | SETS_VOLUME],
    ['P', SETS_HIGH_LOW | SETS_VOLUME],
    ['M', 0],
    ['@,Q', 0],
    ['9', SETS_OPEN_CLOSE | SETS_HIGH_LOW],
    ['@, T', ALL | EXTENDED],
    ['@,T,I', SETS_VOLUME | EXTENDED],
    ['U', SETS_HIGH_LOW | SETS_VOLUME | EXTENDED],
  ])('by the tapes, %j', (conditions, sets) => expect(printSets(conditions)).toBe(sets))

  it('an unknown code forbids nothing, and does not hide what its neighbours forbid', () => {
    expect(printSets('?')).toBe(ALL)
    expect(printSets('?,I')).toBe(SETS_VOLUME)
  })

  it.each([
    ['20000001', ALL],
    ['20000020', ALL | EXTENDED],
    ['80000001', SETS_VOLUME],
    ['1000000', 0],
    ['4000000', 0],
    ['2000', ALL | EXTENDED],
    ['100000', ALL | EXTENDED],
    ['20000200', SETS_VOLUME],
    ['40000', SETS_VOLUME],
  ])("by Lean's flags, %s", (conditions, sets) => expect(printSets(conditions)).toBe(sets))

  it('form T makes the price outside the regular session only', () => {
    expect(setsWithin(printSets('T'), true)).toBe(SETS_VOLUME)
    expect(setsWithin(printSets('T'), false)).toBe(ALL)
    expect(setsWithin(printSets('T,I'), false)).toBe(SETS_VOLUME)
    expect(setsWithin(printSets('@'), true)).toBe(ALL)
  })

  it('the same text is read the same each time, whatever came between', () => {
    for (const text of ['@,I', '@', '@,I', 'M', '@']) expect(printSets(text)).toBe(printSets(text))
    expect(printSets('@,I')).toBe(SETS_VOLUME)
  })
})
