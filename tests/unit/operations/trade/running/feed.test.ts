import { describe, expect, it } from 'vitest'
import { createSimulatedSource } from '../../../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../../../src/core/errors.ts'
import { MINUTE, SECOND } from '../../../../../src/core/time.ts'
import type { Bars } from '../../../../../src/market/bars.ts'
import { calendarFor } from '../../../../../src/market/calendar/calendar.ts'
import { type ClosedBars, type FeedParts, polledBars } from '../../../../../src/operations/trade/running/feed.ts'
import { leapingTime, type Pace } from '../../../../../src/operations/trade/running/pace.ts'
import type { BarsQuery, MarketDataSource } from '../../../../../src/ports/market-data.ts'
import { fixedClock } from '../../../../support/context.ts'

const OPEN = Date.UTC(2026, 2, 20, 13, 30)
const SYMBOLS = ['SIMALL', 'SIMTEC']
const signal = new AbortController().signal
const simulated = createSimulatedSource({ seed: 7, clock: fixedClock(OPEN).clock })

/** The simulated market with a vendor's habits: `hide` says which bars are not there yet at an instant. */
function vendor(hide: (symbol: string, asOf: number, pace: Pace) => number | Error, pace: Pace): MarketDataSource {
  const history = async (query: BarsQuery) => {
    const until = hide(query.symbol, query.asOf, pace)
    if (until instanceof Error) throw until
    return simulated.history({ ...query, asOf: Math.min(query.asOf, until) }, signal)
  }
  return { ...simulated, history: history as unknown as MarketDataSource['history'] }
}

function parts(pace: Pace, more: Partial<FeedParts> = {}): FeedParts {
  return {
    source: simulated,
    symbols: SYMBOLS,
    calendars: SYMBOLS.map(calendarFor),
    timeframe: '1m',
    session: 'all',
    pace,
    from: OPEN + MINUTE,
    until: OPEN + 10 * MINUTE,
    newest: [OPEN - MINUTE, OPEN - MINUTE],
    signal,
    ...more,
  }
}

async function all(given: FeedParts, between: (moment: ClosedBars) => Promise<void> = async () => {}): Promise<ClosedBars[]> {
  const moments: ClosedBars[] = []
  for await (const moment of polledBars(given)) {
    moments.push(moment)
    await between(moment)
  }
  return moments
}

const times = (bars: Bars | null) => (bars === null ? [] : [...bars.time.slice(0, bars.length)])

describe('closed bars by asking', () => {
  it('are those of the source, each told once, a moment a minute', async () => {
    const moments = await all(parts(leapingTime(OPEN)))
    expect(moments.map(({ at }) => at)).toEqual(Array.from({ length: 10 }, (_, i) => OPEN + (i + 1) * MINUTE))
    for (const [i, symbol] of SYMBOLS.entries()) {
      const query = {
        kind: 'bars',
        symbol,
        timeframe: '1m',
        from: OPEN,
        to: OPEN + 10 * MINUTE,
        asOf: OPEN + 10 * MINUTE,
      } as const
      const whole = await simulated.history({ ...query, session: 'all' }, signal)
      expect(moments.flatMap(({ bars }) => times(bars[i]))).toEqual(times(whole))
      expect(moments.flatMap(({ bars }) => [...(bars[i]?.close.slice(0, bars[i]?.length) ?? [])])).toEqual([...whole.close])
    }
    expect(moments.every(({ late, faults }) => late.length === 0 && faults.length === 0)).toBe(true)
  })

  it('come where the timeframe closes, and every minute between is a moment without any', async () => {
    const moments = await all(parts(leapingTime(OPEN), { timeframe: '5m', newest: [OPEN - 5 * MINUTE, OPEN - 5 * MINUTE] }))
    expect(moments.filter(({ bars }) => bars[0] !== null).map(({ at }) => (at - OPEN) / MINUTE)).toEqual([5, 10])
    expect(moments).toHaveLength(10)
  })

  it('leave a symbol out that is late, and bring its bar with the next one', async () => {
    const pace = leapingTime(OPEN)
    const third = OPEN + 3 * MINUTE
    const source = vendor(
      (symbol, asOf, { now }) => (symbol === 'SIMTEC' && asOf === third && now() < third + 30 * SECOND ? asOf - 1 : asOf),
      pace,
    )
    const moments = await all(parts(pace, { source }))
    const [, , late, next] = moments
    expect(late.late).toEqual(['SIMTEC'])
    expect(times(late.bars[0])).toEqual([OPEN + 2 * MINUTE])
    expect(late.bars[1]).toBeNull()
    expect(times(next.bars[1])).toEqual([OPEN + 2 * MINUTE, OPEN + 3 * MINUTE])
    expect(next.late).toEqual([])
  })

  it('wait a little for what a vendor has not made yet', async () => {
    const pace = leapingTime(OPEN)
    const source = vendor((_, asOf, { now }) => (now() < asOf + 5 * SECOND ? asOf - 1 : asOf), pace)
    const moments = await all(parts(pace, { source }))
    expect(moments.every(({ late }) => late.length === 0)).toBe(true)
    expect(moments.flatMap(({ bars }) => times(bars[0]))).toHaveLength(10)
  })

  it('skip the minutes that passed while nobody looked; their bars come together', async () => {
    const pace = leapingTime(OPEN)
    const moments = await all(parts(pace), async ({ at }) => {
      if (at === OPEN + 2 * MINUTE) await pace.sleep(OPEN + 7.5 * MINUTE, signal)
    })
    expect(moments.map(({ at }) => (at - OPEN) / MINUTE)).toEqual([1, 2, 7, 8, 9, 10])
    expect(times(moments[2].bars[0])).toHaveLength(5)
  })

  it('tell why a symbol could not be asked for, and go on with the others', async () => {
    const pace = leapingTime(OPEN)
    const broken = new OpenbellError('unavailable', 'the vendor does not answer')
    const source = vendor((symbol, asOf) => (symbol === 'SIMTEC' ? broken : asOf), pace)
    const [first] = await all(parts(pace, { source, until: OPEN + MINUTE }))
    expect(first.faults).toEqual([{ symbol: 'SIMTEC', fault: broken }])
    expect(first.late).toEqual(['SIMTEC'])
    expect(times(first.bars[0])).toEqual([OPEN])
  })
})
