import { afterEach, describe, expect, it } from 'vitest'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import type { SessionView } from '../../../../src/operations/stream/view.ts'
import { journalOf, scripted, simulatedHome } from './recorded-run.ts'
import { all, inputOf, recorded, TAPE, textOf } from './recorded-session.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

function paint(view: SessionView): unknown {
  const { account, watch, stream, session, feed, coverage, now } = view
  const charts = (['1m', '5m'] as const).map((timeframe) => [view.bars('SIMFIN', timeframe), view.overlays('SIMFIN', timeframe)])
  return [account, watch, stream, session, feed, coverage, now, charts, view.window('SIMFIN', 300)]
}

describe('a recorded session', () => {
  it('that was paced, and asked things of on the way, does too', async () => {
    home = simulatedHome()
    const anyMinute = `if (minute > 0) memory.bars++
      if (memory.bars === 1) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
      if (memory.bars === 3) exit({ reason: 'out' })`
    const given = inputOf({ strategy: scripted(home.home, 'paced', anyMinute), speed: 5, until: '09:35' })
    // A screen looks on while it is recorded, and nobody does in the replay: what only looks must leave no trace.
    let painting: NodeJS.Timeout | undefined
    const first = await recorded(home.outer, given, async (session) => {
      painting = setInterval(() => paint(session.view), 7)
      await session.subscribe('SIMTEC')
      session.setSpeed?.(60)
    })
    clearInterval(painting)
    expect(first.events.map(({ type }) => type)).toContain('order')
    const again = await all(await openReplay(home.outer, { file: 'day', speed: null, stays: false }), false)
    expect(textOf(again)).toEqual(textOf(first.events.filter(({ type }) => !TAPE.has(type))).slice(0, again.length))
    expect(again.some(({ message }) => message === 'SIMTEC added')).toBe(true)
    expect(journalOf(home.scratches.at(-1)!)).toEqual(journalOf(home.store))
  }, 20_000)
})
