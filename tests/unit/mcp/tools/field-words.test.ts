import { describe, expect, it } from 'vitest'
import { hintWords } from '../../../../src/mcp/tools/field-words.ts'

describe('hints for programs', () => {
  it.each([
    ['openbell bars --help', "tools_find with query 'bars'"],
    ['openbell trade cancel --help', "tools_find with query 'trade_cancel'"],
    ['openbell scan lists the simulated symbols, e.g. SIMALL', 'scan lists the simulated symbols, e.g. SIMALL'],
    ['openbell datasets show week', 'datasets_show week'],
    ['openbell datasets load week again with --as-of 2026-01-02', 'datasets_load week again with asOf 2026-01-02'],
    [
      'openbell data import FILE, or openbell data list for what is there',
      'openbell data import FILE, or data_list for what is there',
    ],
    [
      'openbell trade buy AAPL 1 --limit PRICE, or openbell trade buy AAPL 1 --market',
      'order_preview AAPL 1 limit PRICE, or order_preview AAPL 1 market',
    ],
    ['ask for less: --limit', 'ask for less: limit'],
    ['openbell trade approve ID', 'openbell trade approve ID'],
    ['openbell trade resume --by NAME --reason TEXT', 'openbell trade resume --by NAME --reason TEXT'],
  ])('say %s as %s', (typed, said) => {
    expect(hintWords(typed)).toBe(said)
  })
})
