import { expect, test } from 'vitest'
import { parseRule } from '../../../../src/analysis/scan/parse.ts'

test.each(['not '.repeat(5000), 'price > 1 and '.repeat(5000), '('.repeat(5000)])(
  'a rule that no person means is refused before it is read (%#)',
  (rule) => {
    expect(() => parseRule(rule)).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(/^the expression has \d+/) }),
    )
  },
)
