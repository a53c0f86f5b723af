import { afterEach, describe, expect, it } from 'vitest'
import { createSimulatedBroker } from '../../../../src/adapters/simulated/broker.ts'
import type { BrokerWish } from '../../../../src/operations/context.ts'
import { z } from '../../../../src/operations/operation.ts'
import { recordingsInfo } from '../../../../src/operations/recording/info.ts'
import { recordingsList } from '../../../../src/operations/recording/list.ts'
import { recordingsMake } from '../../../../src/operations/recording/make.ts'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import type { Comparison } from '../../../../src/operations/recording/output.ts'
import { recordingContext } from '../../../../src/operations/recording/recording-context.ts'
import { replay } from '../../../../src/operations/recording/replay.ts'
import { openOwnSession } from '../../../../src/operations/stream/own-session.ts'
import { sessionInput } from '../../../../src/operations/stream/wanted.ts'
import { journalOf, scripted, simulatedHome } from './recorded-run.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const MINUTE = 60_000

/** The home with a broker that trades wherever it is told to. */
function worldHome() {
  const made = simulatedHome()
  const { clock } = made.outer
  const broker = async ({ now, over, account = 'main' }: BrokerWish = {}) => {
    const source = over?.source ?? (await made.outer.source())
    const store = over?.store ?? made.store
    return createSimulatedBroker({ account, store, source, clock, cash: over?.cash ?? 100_000, now: now ?? (() => source.now()) })
  }
  return { ...made, outer: { ...made.outer, broker } }
}

async function forkOf(input: Record<string, unknown>): Promise<Comparison> {
  let comparison: Comparison | undefined
  const events = (await replay.run(home.outer, replay.input.parse({ fork: true, ...input }))) as AsyncIterable<unknown>
  for await (const event of events) comparison = replay.output.parse(event).comparison ?? comparison
  return comparison!
}

describe('a recorded market', () => {
  it('is made of a day of the source, described, and stands at any second', async () => {
    home = worldHome()
    const wish = { file: 'morning', symbols: ['simfin'], date: '2026-03-20', until: '09:36' }
    const made = recordingsMake.output.parse(await recordingsMake.run(home.outer, recordingsMake.input.parse(wish)))
    const source = await home.outer.source()
    const span = { symbol: 'SIMFIN', from: OPEN - 330 * MINUTE, to: OPEN + 6 * MINUTE, asOf: OPEN + 6 * MINUTE }
    const prints = await source.history({ kind: 'prints', ...span }, home.outer.signal)
    expect(made).toMatchObject({ prints: prints.length, source: 'simulated', symbols: ['SIMFIN'] })
    expect(made.bytes / (made.prints + made.quotes)).toBeLessThan(20)
    const info = recordingsInfo.output.parse(await recordingsInfo.run(home.outer, { file: 'morning' }))
    expect(info).toMatchObject({
      kind: 'market',
      complete: true,
      fault: null,
      prints: made.prints,
      quotes: made.quotes,
      bars: made.bars,
    })
    const { recordings } = recordingsList.output.parse(await recordingsList.run(home.outer, {}))
    expect(recordings.map(({ name, kind }) => [name, kind])).toEqual([['morning', 'market']])

    const session = await openReplay(home.outer, { file: 'morning', at: '09:33:30', speed: 0, stays: true })
    const at = OPEN + 3.5 * MINUTE
    const { now } = session.view
    expect(now).toBe(at)
    const ring = session.view.prints('SIMFIN')!
    const newest = ring.time[(ring.first + ring.length - 1) % ring.capacity]
    expect(newest).toBeLessThanOrEqual(now)
    expect(prints.time.findLast((time, i) => i < prints.length && time <= now)).toBe(newest)
    expect(session.view.label).toBe('REPLAY')
    await session.seek!(at + MINUTE)
    expect(session.view.now).toBe(at + MINUTE)
    await session.seek!(at - MINUTE)
    expect(session.view.now).toBe(at - MINUTE)
    await session.close()
  })

  it('that is empty is not kept', async () => {
    home = worldHome()
    const wish = { file: 'nothing', symbols: ['SIMFIN'], date: '2026-03-20', until: '2026-03-20T08:00:00Z' }
    await expect(recordingsMake.run(home.outer, recordingsMake.input.parse(wish))).rejects.toMatchObject({ kind: 'no-data' })
    expect(await recordingsList.run(home.outer, {})).toEqual({ recordings: [] })
    await expect(
      recordingsMake.run(home.outer, recordingsMake.input.parse({ ...wish, date: '2026-03-21' })),
    ).rejects.toMatchObject({ kind: 'usage' })
  })
})

const SIZED = `if (minute === 2) buy({ shares: 10 + 10 * params.unused, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
  if (minute === 4) exit({ reason: 'out' })`

describe('a fork', () => {
  it('with the same parameters comes to the same, with others to something else, and touches no account', async () => {
    home = worldHome()
    const strategy = scripted(home.home, 'sized', SIZED)
    const given = z.strictObject(sessionInput).parse({
      symbols: ['SIMFIN'],
      date: '2026-03-20',
      strategy,
      speed: 0,
      until: '09:37',
      hold: true,
      risk: 'none',
      account: 'main',
    })
    const recorded = await recordingContext(home.outer, {
      name: 'day',
      symbols: ['SIMFIN'],
      date: '2026-03-20',
      strategy: { name: 'sized', params: { unused: 0 }, timeframe: '1m' },
      input: given,
    })
    const session = await openOwnSession(recorded.context, given)
    for await (const event of session.events({ tape: false })) void event
    await session.close()
    await recorded.close()
    const journal = journalOf(home.store)

    const same = await forkOf({ file: 'day' })
    expect(same.recorded).toMatchObject({ roundTrips: 1, params: { unused: 0 } })
    expect(same.fork).toEqual(same.recorded)
    const bigger = await forkOf({ file: 'day', set: ['unused=4'] })
    expect(bigger.recorded).toEqual(same.recorded)
    expect(bigger.fork).toMatchObject({ params: { unused: 4 }, roundTrips: 1 })
    expect(Math.abs(bigger.fork.profit)).toBeGreaterThan(Math.abs(same.fork.profit))
    expect(journalOf(home.store)).toEqual(journal)
  })

  it('ends where the session was left, and closes what it holds before', async () => {
    home = worldHome()
    const strategy = scripted(
      home.home,
      'holder',
      `if (minute === 2) buy({ shares: 10, stop: bar.close * 0.98, reason: 'entry' })`,
    )
    const wish = { symbols: ['SIMFIN'], date: '2026-03-20', strategy, speed: 0, risk: 'none', account: 'main' }
    const given = z.strictObject(sessionInput).parse(wish)
    const traded = { name: 'holder', params: { unused: 0 }, timeframe: '1m' }
    const recorded = await recordingContext(home.outer, { name: 'left', ...wish, strategy: traded, input: given })
    const session = await openOwnSession(recorded.context, given)
    for await (const event of session.events({ tape: true })) {
      if (event.type === 'bar' && event.time >= '2026-03-20T13:42') break
    }
    await session.close()
    await recorded.close()
    const { recorded: then, fork } = await forkOf({ file: 'left' })
    expect(then?.fills).toBeGreaterThan(0)
    expect(then?.roundTrips).toBe(0)
    expect(fork).toMatchObject({ roundTrips: 1 })
  })

  it('of a market needs a strategy; what belongs to a fork is refused without it', async () => {
    home = worldHome()
    const wish = { file: 'few', symbols: ['SIMFIN'], date: '2026-03-20', until: '09:31' }
    await recordingsMake.run(home.outer, recordingsMake.input.parse(wish))
    await expect(forkOf({ file: 'few' })).rejects.toMatchObject({ kind: 'usage', hint: expect.stringContaining('--strategy') })
    await expect(replay.run(home.outer, replay.input.parse({ file: 'few', set: ['fast=3'] }))).rejects.toMatchObject({
      kind: 'usage',
      hint: '--fork',
    })
    await expect(openReplay(home.outer, { file: 'few', at: 'noonish', speed: 1, stays: true })).rejects.toMatchObject({
      kind: 'usage',
    })
  })
})
