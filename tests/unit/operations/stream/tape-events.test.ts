import { expect, it } from 'vitest'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import { SessionTeller } from '../../../../src/operations/stream/tape-events.ts'

it('prints carry the feed that the stream said it gives; to ask a source for it is dear, and not done for each', () => {
  let [feed, asked] = ['sip', 0]
  const source = {
    name: 'alpaca',
    get feed() {
      asked++
      return feed
    },
  }
  const teller = new SessionTeller({ mode: 'paper', name: 'simulated', host: null }, source)
  const tape = new LiveTape({ symbol: 'SPY', source: 'alpaca', feed: 'sip', from: 0 })
  for (let i = 0; i < 50; i++) tape.takePrint(i, 100, 1, 'V', '', `${i}`, i)
  feed = 'iex'
  const told = teller.news({
    at: 1,
    kind: 'stream',
    symbol: null,
    message: 'iex',
    state: 'up',
    code: 409,
    isAlarming: true,
  } as never)
  expect(told.type).toBe('quality')
  for (let i = 0; i < 50; i++) expect(teller.print(tape, i)).toMatchObject({ source: 'alpaca', feed: 'iex' })
  expect(asked).toBeLessThan(5)
})
