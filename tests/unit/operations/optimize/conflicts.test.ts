import { describe, expect, it } from 'vitest'
import { refuseConflicts } from '../../../../src/operations/optimize/conflicts.ts'
import { optimizeInput } from '../../../../src/operations/optimize/input.ts'

const refuse = (flags: Record<string, unknown>) =>
  refuseConflicts(optimizeInput.parse({ strategy: 'sma-cross', symbols: ['TEST'], ...flags }))

describe('flags of which one would have no effect', () => {
  it.each([
    [{ range: ['fast=2:9'], set: ['fast=7'] }, /fast is searched \(--range\) and set to one value/],
    [{ set: ['fast=7', 'slow=40', 'fast = 8'] }, /--set fast was given twice/],
    [{ inSample: true, walkForward: 5 }, /--walk-forward 5 has no effect with --in-sample/],
    [{ inSample: true, anchored: true }, /--anchored has no effect with --in-sample/],
  ])('%j are refused', (flags, message) => {
    expect(() => refuse(flags)).toThrow(expect.objectContaining({ kind: 'usage', message: expect.stringMatching(message) }))
  })

  it.each([[{ range: ['fast=2:9'], set: ['slow=40', 'stopAtr=2'] }], [{ inSample: true }], [{ walkForward: 3, anchored: true }]])(
    '%j are not',
    (flags) => {
      expect(() => refuse(flags)).not.toThrow()
    },
  )
})
