import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { iso, MINUTE } from '../../../../src/core/time.ts'
import { LiveTape } from '../../../../src/market/live/live-tape.ts'
import { windowOf } from '../../../../src/operations/window/of-tape.ts'
import { window } from '../../../../src/operations/window/window.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

const { signal } = new AbortController()
const NOW = Date.UTC(2026, 2, 20, 15, 30)
const clock = { now: () => NOW, sleep: async () => {}, elapsed: () => 0 }
const source = createSimulatedSource({ seed: 7, clock })

const open: TestContext[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close()
})

function contextAt(at: number): TestContext {
  const test = createTestContext({ now: NOW, sources: { simulated: source }, flags: { source: 'simulated', 'as-of': iso(at) } })
  open.push(test)
  return test
}

describe('window', () => {
  it("adds up the tape's last seconds", async () => {
    const answer = await contextAt(NOW).run(window, { symbols: ['simall', 'SIMFIN'], seconds: 120 })
    expect(answer).toMatchObject({ asOf: iso(NOW), source: 'simulated', feed: 'simulated', seconds: 120, failed: [] })
    const [one] = answer.results
    const range = { symbol: 'SIMALL', from: NOW - 2 * MINUTE + 0.001, to: NOW + 0.001, asOf: NOW }
    const prints = await source.history({ kind: 'prints', ...range }, signal)
    const money = prints.price.reduce((sum, price, i) => sum + price * prints.size[i], 0)
    const volume = prints.size.reduce((sum, size) => sum + size, 0)
    expect(one).toMatchObject({ symbol: 'SIMALL', prints: prints.length, volume, from: iso(NOW - 2 * MINUTE), to: iso(NOW) })
    expect(one.printsPerMinute).toBe(prints.length / 2)
    expect(one.vwap).toBeCloseTo(money / volume, 8)
    const before = { kind: 'bars' as const, timeframe: '1m' as const, session: 'all' as const, symbol: 'SIMALL' }
    const bars = await source.history({ ...before, from: Date.UTC(2026, 2, 20, 13, 30), to: NOW - 2 * MINUTE, asOf: NOW }, signal)
    const perMinute = bars.volume.reduce((sum, value) => sum + value, 0) / 118
    expect(one.volumeRate).toBeCloseTo(volume / 2 / perMinute, 8)
    expect(one.spread).toBeGreaterThan(0)
    expect(['up', 'down', 'flat']).toContain(one.trend)
  })

  it('knows nothing of what came later', async () => {
    const early = NOW - 30 * MINUTE
    const inTime = await contextAt(early).run(window, { symbols: ['SIMALL'] })
    const clockThen = { ...clock, now: () => early }
    const then = createTestContext({
      now: early,
      sources: { simulated: createSimulatedSource({ seed: 7, clock: clockThen }) },
      flags: { source: 'simulated' },
    })
    open.push(then)
    expect(await then.run(window, { symbols: ['SIMALL'] })).toEqual(inTime)
  })

  it('ends with the last regular session while nothing trades', async () => {
    const sunday = Date.UTC(2026, 2, 15, 12)
    const { results } = await contextAt(sunday).run(window, { symbols: ['SIMALL'] })
    expect(results[0]).toMatchObject({ to: '2026-03-13T20:00:00Z', from: '2026-03-13T19:55:00Z' })
    expect(results[0].prints).toBeGreaterThan(100)
  })

  it('one symbol that is not there does not spoil the rest', async () => {
    const { results, failed } = await contextAt(NOW).run(window, { symbols: ['NOPE', 'SIMFIN'] })
    expect(results.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['SIMFIN'])
    expect(failed).toMatchObject([{ symbol: 'NOPE', kind: 'not-found' }])
  })
})

describe('the window of a running session', () => {
  const OPEN = Date.UTC(2026, 2, 20, 13, 30)

  function tapeOf(): LiveTape {
    const tape = new LiveTape({ symbol: 'OBX', source: 'test', feed: 'sip', from: OPEN })
    for (let i = 1; i <= 400; i++) tape.takePrint(OPEN + i * 100, 100 + i / 1000, 137, 'V', '@', '', OPEN + i * 100)
    return tape
  }

  it('moves with time, looks for machines now and then, and scales a partial feed up', () => {
    const tape = tapeOf()
    const first = windowOf(tape, 60, OPEN + 40_000, 1)
    expect(first).toMatchObject({ prints: 400, trend: 'up', covered: 40 })
    expect(first.algorithmic).not.toBeNull()
    expect(windowOf(tape, 60, OPEN + 40_500, 0.5)).toMatchObject({
      algorithmic: first.algorithmic,
      printsPerMinute: expect.closeTo((2 * 400) / (40.5 / 60), 9),
    })
    expect(windowOf(tape, 60, OPEN + 5 * MINUTE, 1)).toMatchObject({ prints: 0, algorithmic: null, covered: 60 })
  })

  it('goes back when time does', () => {
    const tape = tapeOf()
    windowOf(tape, 10, OPEN + 5 * MINUTE, 1)
    expect(windowOf(tape, 10, OPEN + 40_000, 1).prints).toBe(100)
    expect(tape.prints.watchers.length).toBe(1)
  })
})
