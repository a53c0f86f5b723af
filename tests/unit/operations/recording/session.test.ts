import { afterEach, describe, expect, it } from 'vitest'
import { openReplay } from '../../../../src/operations/recording/open-replay.ts'
import { journalOf, scripted, simulatedHome } from './recorded-run.ts'
import { all, inputOf, recorded, textOf } from './recorded-session.ts'

let home: ReturnType<typeof simulatedHome>
afterEach(() => home?.close())

const TRADES = `
  if (minute === 2) buy({ shares: 100, stop: bar.close * 0.98, target: bar.close * 1.02, reason: 'entry' })
  if (minute === 4) exit({ shares: 40, reason: 'a part' })
  if (minute === 5) exit({ reason: 'out' })`

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
