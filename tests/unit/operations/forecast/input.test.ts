import { describe, expect, it } from 'vitest'
import { parseLevels } from '../../../../src/operations/forecast/input.ts'

describe('levels', () => {
  it('are ascending fractions, each once and without a tail of digits', () => {
    expect(parseLevels('95,50, 80,99.9,95')).toEqual([0.5, 0.8, 0.95, 0.999])
    expect(parseLevels('99.9,97.7,58').map(String)).not.toContainEqual(expect.stringMatching(/\d{6}/))
  })

  it('are percent from 1 to 99.9', () => {
    for (const text of ['', '0.8', '100', '80;95', '80,', 'x']) expect(() => parseLevels(text)).toThrow(/is no level/)
  })
})
