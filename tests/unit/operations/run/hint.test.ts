import { describe, expect, it } from 'vitest'
import { hintOf } from '../../../../src/operations/run/hint.ts'
import type { Dataset } from '../../../../src/ports/datasets.ts'

const column = (name: string) => ({ name, type: 'number' as const, values: new Float64Array(1) })
const DATA = { name: 'week', columns: ['time', 'open', 'close', 'volume'].map(column) } as unknown as Dataset
const failure = (message: string, line: number | null = 1) => ({ kind: 'runtime' as const, message, line })

describe('hints of failed code', () => {
  it('name the columns, the nearest first where a name was meant for one', () => {
    expect(hintOf(failure('df has no clsoe', 1), 'return df.clsoe[0]', DATA, 30)).toBe(
      'did you mean df.close? columns of week: time open close volume',
    )
    expect(hintOf(failure("'close' is not defined"), 'return close[0]', DATA, 30)).toMatch(/^did you mean df.close\?/)
    expect(hintOf(failure('cannot read property', null), 'return null.x', DATA, 30)).toBe(
      'columns of week: time open close volume',
    )
  })

  it('know the helpers', () => {
    expect(hintOf(failure("'calculateRSI' is not defined"), 'return calculateRSI(df.close)', DATA, 30)).toMatch(
      /^did you mean calculateRsi\?/,
    )
  })

  it('say how to stay within the limits, and that there is no data', () => {
    const of = (kind: 'timeout' | 'memory' | 'output') => hintOf({ kind, message: '', line: null }, '', DATA, 30)
    expect(of('timeout')).toMatch(/--timeout than 30/)
    expect(of('memory')).toMatch(/fewer rows/)
    expect(of('output')).toMatch(/return less/)
    expect(hintOf(failure('df has no close'), 'return df.close', null, 30)).toMatch(/--dataset NAME/)
  })
})
