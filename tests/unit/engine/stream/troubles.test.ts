import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../../src/core/time.ts'
import { expectOnceNew, expectWhole, listen, TEN } from './listen.ts'
import type { Mute } from './socket.ts'
import { OPEN, ownBars, simulated } from './support.ts'

const SYMBOLS = ['WOVNAX', 'SELTAR']
/** Troubles happen in six minutes; six more are for repairs that were tried in vain, which come ever more rarely. */
const TROUBLES = 6 * 60
const PATIENCE = 6 * MINUTE
const STEP = 2 * SECOND

const stretch = fc.tuple(fc.integer({ min: 5, max: TROUBLES - 5 }), fc.integer({ min: 2, max: 150 })).map(([from, length]) => ({
  from: TEN + from * SECOND,
  to: TEN + Math.min(TROUBLES, from + length) * SECOND,
}))

const mute: fc.Arbitrary<Mute> = fc
  .tuple(stretch, fc.constantFrom<string[] | undefined>(undefined, ['WOVNAX'], ['SELTAR']), fc.boolean())
  .map(([times, symbols, untilRestart]) => ({ ...times, symbols, untilRestart }))

const troubles = fc.record({
  mutes: fc.array(mute, { maxLength: 3 }),
  downs: fc.array(stretch, { maxLength: 2 }),
  outages: fc.array(stretch, { maxLength: 1 }),
  shuffle: fc.constantFrom(1, 3, 10),
  repeatEvery: fc.constantFrom(0, 2, 5),
  /** Bars that the vendor's stream leaves out: those of every n-th minute. */
  dropEvery: fc.constantFrom(0, 2, 3),
})

type Troubles = typeof troubles extends fc.Arbitrary<infer T> ? T : never

async function live({ mutes, downs, outages, shuffle, repeatEvery, dropEvery }: Troubles) {
  const dropBar = (_symbol: string, minute: number) => dropEvery > 0 && (minute / MINUTE) % dropEvery === 0
  const managed = await listen({ mutes, shuffle, repeatEvery, dropBar }, { symbols: SYMBOLS })
  let isUp = true
  for (let now = TEN + 6 * SECOND; now <= TEN + TROUBLES * SECOND + PATIENCE; now += STEP) {
    const isDown = downs.some(({ from, to }) => now >= from && now < to)
    if (isDown === isUp) managed.socket.say(isDown ? 'down' : 'up', `${isDown}`)
    isUp = !isDown
    managed.socket.history.down = outages.some(({ from, to }) => now >= from && now < to)
    await managed.go(now, now - managed.now())
  }
  return managed
}

describe('whatever befalls a stream', () => {
  it('its closed bars become those of the source, each is told once as new and every change as such, nothing late as new', async () => {
    await fc.assert(
      fc.asyncProperty(troubles, async (script) => {
        const managed = await live(script)
        const end = TEN + TROUBLES * SECOND + PATIENCE - 2 * MINUTE
        expectOnceNew(managed)
        for (const symbol of SYMBOLS) {
          await expectWhole(managed, symbol, OPEN, end)
          const told = managed.bars.filter((bar) => bar.symbol === symbol && bar.time < end)
          const last = new Map(told.map(({ time, values }) => [time, values]))
          const own = await ownBars(
            simulated(() => end + HOUR),
            symbol,
            TEN,
            end,
          )
          expect([...last].sort(([a], [b]) => a - b)).toEqual(own.map(({ time, values }) => [time, values]))
          for (const { time, at, revised } of told) if (!revised) expect(at).toBeLessThan(time + MINUTE + 15 * SECOND)
          const { state, gaps, repaired } = managed.stream.quality(symbol)
          expect({ state, open: gaps - repaired }).toEqual({ state: 'live', open: 0 })
        }
        expect(managed.stream.figures).toMatchObject({ pending: 0 })
      }),
      { numRuns: Number(process.env.OPENBELL_LONG ? 200 : 8) },
    )
  })
})
