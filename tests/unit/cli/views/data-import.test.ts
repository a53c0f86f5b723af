import { Chalk } from 'chalk'
import { describe, expect, test } from 'vitest'
import { view } from '../../../../src/cli/views/data-import.ts'

const file = {
  file: '/data/AAPL_20140605-20140609_lean.csv.gz',
  kind: 'bars' as const,
  symbol: 'AAPL',
  symbols: ['AAPL'],
  timeframe: '1m' as const,
  rows: 1950,
  stored: 1940,
  duplicates: 7,
  rejected: 3,
  rejects: '/home/someone/openbell/rejects/AAPL_20140605-20140609_lean.csv.gz.0a1b2c3d.rejects.csv',
  from: '2014-06-05T13:30:00Z',
  to: '2014-06-09T19:59:00Z',
  actions: 0,
  ignored: [],
  warnings: [],
}
const at = (width: number) => view({ files: [file], failed: [] }, { width, paint: new Chalk({ level: 0 }), terminal: false })

describe('the table of data import', () => {
  test('shows everything where there is room', () => {
    expect(at(160)).toMatch(/rows +stored +duplicates +rejected +actions +from \(UTC\) +to \(UTC\)/)
  })

  test.each([100, 80, 60, 40])(
    'at %i columns the counts that add up to the rows stay, and the whole path of the rejects',
    (width) => {
      const text = at(width)
      expect(text).toMatch(/rows +stored +duplicates +rejected/)
      expect(text).toMatch(/1,950 +1,940 +7 +3/)
      expect(text).toContain(`set aside: ${file.rejects}`)
      expect(text).toContain('left out')
    },
  )

  test('dates go before the kind', () => {
    expect(at(88)).toMatch(/kind/)
    expect(at(88)).not.toMatch(/UTC/)
  })
})
