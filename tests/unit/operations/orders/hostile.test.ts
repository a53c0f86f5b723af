import { expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { programRig, SYMBOL } from '../../../support/program-rig.ts'

const VALUES: unknown[] = [
  '__proto__',
  'constructor',
  '\u0000',
  "'; DROP TABLE x; --",
  'x'.repeat(100_000),
  '',
  -1,
  1e308,
  Number.NaN,
  null,
  [],
  {},
]
const ORDER = ['symbol', 'side', 'quantity', 'limit', 'market', 'trigger', 'stop', 'target', 'trail', 'tif', 'notional', 'short']

it.each([
  ['paper', ['order.preview', { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }, ORDER]],
  ['live', ['order.preview', { symbol: SYMBOL, side: 'buy', quantity: 10, limit: 100 }, ORDER]],
  ['paper', ['trade.close', { symbol: SYMBOL, execute: true }, ['symbol', 'shares', 'limit', 'extended']]],
  ['paper', ['trade.protect', { symbol: SYMBOL, stop: '90', execute: true }, ['symbol', 'stop', 'target', 'trail']]],
  ['paper', ['trade.replace', { id: 'last', limit: 5, execute: true }, ['id', 'limit', 'shares', 'trail', 'tif']]],
  ['live', ['trade.cancel', { id: 'all' }, ['id', 'foreign']]],
  ['paper', ['audit', { limit: 5 }, ['limit', 'effect', 'outcome', 'before']]],
] as const)('%s: whatever stands in a field of %s, nothing is sent and nothing breaks', async (mode, [name, base, fields]) => {
  const rig = programRig(mode === 'live' ? { mode, allow: 'live' } : {})
  for (const field of fields) {
    for (const value of VALUES) {
      const answer = await rig.call(name, { ...base, [field]: value }).catch((thrown: unknown) => thrown)
      if (!(answer instanceof Error)) continue
      const what = `${field} ${JSON.stringify(value)?.slice(0, 30)}: ${answer.message.slice(0, 200)}`
      expect(answer instanceof OpenbellError && answer.kind !== 'internal', what).toBe(true)
    }
  }
  expect(rig.world.accepted).toEqual([])
})
