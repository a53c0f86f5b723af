import { afterEach, describe, expect, it } from 'vitest'
import type { Context } from '../../../../src/operations/context.ts'
import { z } from '../../../../src/operations/operation.ts'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import { recordingContext } from '../../../../src/operations/recording/recording-context.ts'
import type { StreamEvent } from '../../../../src/operations/stream/events.ts'
import { openOwnSession } from '../../../../src/operations/stream/own-session.ts'
import type { LiveSession } from '../../../../src/operations/stream/session.ts'
import { type SessionInput, sessionInput } from '../../../../src/operations/stream/wanted.ts'
import { journalOf, scripted, simulatedHome } from './recorded-run.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

const TRADES = `
  if (minute === 2) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
  if (minute === 4) exit({ shares: 40, reason: 'a part' })
  if (minute === 5) exit({ reason: 'out' })`

const TAPE: ReadonlySet<string> = new Set(['print', 'quote', 'bar'])
const textOf = (events: readonly StreamEvent[]) => events.map((one) => JSON.stringify(one))

const inputOf = (given: Partial<SessionInput>) =>
  z
    .strictObject(sessionInput)
    .parse({ symbols: ['SIMFIN'], date: '2026-03-20', risk: 'none', until: '09:37', hold: true, account: 'main', ...given })

async function recorded(outer: Context, given: SessionInput, during?: (session: LiveSession) => Promise<void>) {
  const recording = await recordingContext(outer, {
    name: 'day',
    symbols: given.symbols,
    date: given.date,
    strategy: null,
    input: given,
  })
  const session = await openOwnSession(recording.context, given, recording.path)
  const asking = during?.(session)
  const events = await all(session)
  await asking
  await session.close()
  await recording.close()
  return { events, counts: recording.counts }
}

async function all(session: LiveSession, tape = true): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of session.events({ tape })) events.push(event)
  return events
}

describe('a recorded session', () => {
  it('tells and writes the same again, the tape included', async () => {
    home = simulatedHome()
    const given = inputOf({ strategy: scripted(home.home, 'trades', TRADES), speed: 0 })
    const first = await recorded(home.outer, given)
    expect(first.counts.rows).toBeGreaterThan(1000)
    const journal = journalOf(home.store)
    expect(journal.length).toBeGreaterThan(20)
    const again = await all(await openReplay(home.outer, { file: 'day', speed: null, stays: false }))
    expect(textOf(again)).toEqual(textOf(first.events).slice(0, again.length))
    expect(again.at(-1)).toMatchObject({ type: 'status', phase: 'ended' })
    expect(journalOf(home.scratches.at(-1)!)).toEqual(journal)
  })

  it('that was paced, and asked things of on the way, does too', async () => {
    home = simulatedHome()
    const anyMinute = `if (minute > 0) memory.bars++
      if (memory.bars === 1) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
      if (memory.bars === 3) exit({ reason: 'out' })`
    const given = inputOf({ strategy: scripted(home.home, 'paced', anyMinute), speed: 60, until: '09:35' })
    const first = await recorded(home.outer, given, async (session) => {
      await session.subscribe('SIMTEC')
      session.setSpeed?.(50)
    })
    expect(first.events.some(({ type }) => type === 'order')).toBe(true)
    const again = await all(await openReplay(home.outer, { file: 'day', speed: null, stays: false }), false)
    expect(textOf(again)).toEqual(textOf(first.events.filter(({ type }) => !TAPE.has(type))).slice(0, again.length))
    expect(again.some(({ message }) => message === 'SIMTEC added')).toBe(true)
    expect(journalOf(home.scratches.at(-1)!)).toEqual(journalOf(home.store))
  }, 20_000)

  it('stands at a moment as it stood then, forward and back', async () => {
    home = simulatedHome()
    const given = inputOf({ strategy: scripted(home.home, 'trades', TRADES), speed: 0 })
    const first = await recorded(home.outer, given)
    const replay = await openReplay(home.outer, { file: 'day', at: '09:34', speed: 0, stays: true })
    const at = Date.UTC(2026, 2, 20, 13, 34)
    const last = first.events.filter(({ type, time }) => type === 'bar' && Date.parse(time) <= at).at(-1)
    const look = () => {
      const chart = replay.view.bars('SIMFIN', '1m')!.bars
      const closed = Array.from(chart.time).findLastIndex((time, i) => i < chart.length && time <= at - 60_000)
      return {
        now: replay.view.now,
        close: chart.close[closed],
        fills: replay.view.events.filter(({ type }) => type === 'fill').length,
      }
    }
    const then = look()
    expect(then.now).toBe(at)
    expect(then.close).toBe(last?.close)
    await replay.seek!(at + 2 * 60_000)
    expect(look().fills).toBeGreaterThan(then.fills)
    await replay.seek!(at)
    expect(look()).toEqual(then)
    expect(replay.view).toMatchObject({ label: 'REPLAY', recording: 'day', speed: 0 })
    await expect(replay.subscribe('SIMTEC')).rejects.toMatchObject({ kind: 'usage' })
    await replay.close()
  })
})
