import { expect, test } from 'vitest'
import { bySource } from '../../../src/market/source-rank.ts'

const order = (...sources: string[]) => bySource(sources.map((source) => ({ source }))).map((one) => one.source)

test('what was imported is read first, what was made here last and only alone', () => {
  expect(order('yahoo', 'massive', 'alpaca', 'import')).toEqual(['import', 'alpaca', 'yahoo', 'massive'])
  expect(order('simulated', 'massive')).toEqual(['massive'])
  expect(order('simulated')).toEqual(['simulated'])
})
