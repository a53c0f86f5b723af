import { describe, expect, it } from 'vitest'
import { runOfIntent, runsOf, wasRunning } from '../../../../src/engine/gap/runs.ts'
import type { RunNote } from '../../../../src/engine/live/run-note.ts'
import type { JournalBody, JournalEvent } from '../../../../src/engine/orders/journal.ts'

const OPEN = Date.parse('2026-03-20T13:30:00Z')
const MINUTE = 60_000

const note = (more: Partial<RunNote> = {}): RunNote => ({
  ...{ id: 'scalp-1', strategy: 'scalp', title: 'scalp', sourceHash: 'a', params: {}, symbols: ['SIMALL'], timeframe: '1m' },
  ...{ limits: null, limitsSet: 'none', window: { open: OPEN, flattenAt: null, end: OPEN + 60 * MINUTE }, first: OPEN },
  costs: { fee: 'us', slippage: 'spread', margin: 1, fractional: false, account: 'margin' },
  ...{ cash: 1000, positions: [], source: 'simulated', feed: 'simulated', session: 'all', seed: 1, ...more },
})

const lines = (...bodies: [number, JournalBody][]): JournalEvent[] =>
  bodies.map(([minute, body], i) => ({ seq: i + 1, at: OPEN + minute * MINUTE, knownAt: OPEN, clientOrderId: null, body }))
const start = (more?: Partial<RunNote>): JournalBody => ({ kind: 'run-started', run: note(more) })
const end = (how: 'ended' | 'interrupted'): JournalBody => ({ kind: 'run-ended', id: 'scalp-1', how })
const mark: JournalBody = { kind: 'marked', equity: 1000, cash: 1000, day: 20_532 }

describe('the runs of a day', () => {
  it('are one when they were interrupted or killed and started again, with the gaps between', () => {
    const later = { ...note().window, end: OPEN + 90 * MINUTE }
    const runs = runsOf(
      lines(
        [0, start()],
        [5, end('interrupted')],
        [10, start()],
        [12, mark],
        [30, start({ window: later, sourceHash: 'b' })],
        [40, mark],
      ),
    )
    expect(runs).toHaveLength(1)
    expect(runs[0].note.window).toEqual(later)
    expect(runs[0].otherHashes).toEqual(['b'])
    const there = [-1, 0, 5, 6, 10, 12, 20, 30, 40, 41].filter((minute) => wasRunning(runs[0], OPEN + minute * MINUTE))
    expect(there).toEqual([0, 5, 10, 12, 30, 40])
  })

  it('are two when the first came to its end, or has other symbols', () => {
    expect(runsOf(lines([0, start()], [5, end('ended')], [10, start()], [20, end('ended')]))).toHaveLength(2)
    const apart = runsOf(lines([0, start()], [1, start({ symbols: ['SIMTEC'] })]))
    expect(apart).toHaveLength(2)
    expect(runOfIntent(apart, 'scalp-1-SIMTEC-abc-enter-0', 'SIMTEC')).toBe(apart[1])
    expect(runOfIntent(apart, 'other-1-SIMTEC-abc-enter-0', 'SIMTEC')).toBeNull()
  })
})
