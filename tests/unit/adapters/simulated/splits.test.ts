import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../src/adapters/simulated/source.ts'
import { DAY, parseDate } from '../../../../src/core/time.ts'
import type { CorporateAction } from '../../../../src/market/actions.ts'

const now = Date.UTC(2026, 10, 20, 22)
const source = createSimulatedSource({ seed: 1, clock: { now: () => now, elapsed: () => 0, sleep: async () => {} } })
const { signal } = new AbortController()

async function someSplits(): Promise<CorporateAction[]> {
  const found: CorporateAction[] = []
  const span = { from: parseDate('2015-06-01')!, to: parseDate('2026-11-01')! }
  for (const { symbol, kind } of await source.symbols(signal)) {
    if (kind !== 'stock' || found.length >= 12) continue
    const actions = await source.history({ kind: 'actions', symbol, ...span }, signal).catch(() => [])
    found.push(...actions.filter((action) => action.kind === 'split').slice(0, 1))
  }
  return found
}

describe('splits of the simulated market', () => {
  it('are a jump in raw bars, none in the view, and unknown before their day', async () => {
    const splits = await someSplits()
    expect(splits.length).toBeGreaterThan(5)
    for (const { symbol, exDay, ratio } of splits) {
      const range = { kind: 'bars' as const, symbol, timeframe: '1d' as const, session: 'all' as const, from: (exDay - 20) * DAY }
      const until = (exDay + 1) * DAY
      const raw = await source.history({ ...range, to: until, asOf: until, raw: true }, signal)
      const view = await source.history({ ...range, to: until, asOf: until }, signal)
      const last = raw.length - 1
      expect(view.adjustment).toBe('splits')
      expect(view.close[last]).toBe(raw.close[last])
      expect(view.close[last - 1]).toBeCloseTo(raw.close[last - 1] * ratio!, 8)
      expect(Math.abs(Math.log(view.open[last] / view.close[last - 1]))).toBeLessThan(
        Math.abs(Math.log(raw.open[last] / raw.close[last - 1])),
      )
      const before = await source.history({ ...range, to: exDay * DAY, asOf: exDay * DAY }, signal)
      expect([...before.close]).toEqual([...raw.close.subarray(0, last)])
    }
  })

  it('weeks are made of viewed days: no week holds the jump', async () => {
    const [{ symbol, exDay }] = await someSplits()
    const query = { kind: 'bars' as const, symbol, timeframe: '1w' as const, session: 'all' as const }
    const weeks = await source.history(
      { ...query, from: (exDay - 60) * DAY, to: (exDay + 10) * DAY, asOf: (exDay + 20) * DAY },
      signal,
    )
    for (let i = 0; i < weeks.length; i++) expect(weeks.high[i] / weeks.low[i]).toBeLessThan(1.8)
  })
})
