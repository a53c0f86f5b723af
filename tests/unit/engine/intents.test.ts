import { describe, expect, it } from 'vitest'
import { barsOf, errorOf, flatBars, optionsOf, type Row, runOf, scripted, strategyOf } from './support.ts'

const rising = flatBars([100, 101, 102, 103, 104, 105, 106, 107])

const outcomes = (result: ReturnType<typeof runOf>) =>
  result.decisions.map(({ action, shares, outcome, rule }) => [action, shares, outcome, rule])

describe('from intents to orders', () => {
  it('an intent is decided at the close and filled at the open of the next bar', () => {
    const result = runOf(scripted({ 2: ({ buy }) => buy({ shares: 10, reason: 'why not' }) }), rising)
    expect(result.decisions).toEqual([
      {
        at: result.times[1],
        symbol: 'TEST',
        action: 'buy',
        reason: 'why not',
        shares: 10,
        limit: null,
        trigger: null,
        stop: null,
        target: null,
        outcome: 'sent',
        rule: null,
      },
    ])
    expect(result.fills.map(({ price, time }) => [price, time])).toEqual([[102, rising.time[2]]])
  })

  it('sizes: shares, share of equity, and equity at risk to the stop', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ shares: 7, reason: 'a' }),
        2: ({ buy }) => buy({ equity: 0.25, reason: 'b' }),
        // 1% of 100,007 (7 shares gained a dollar at the close of bar 3) plus 247, over a distance of 2.
        3: ({ buy }) => buy({ risk: 0.01, stop: 100, reason: 'c' }),
      }),
      rising,
    )
    expect(outcomes(result).map(([, shares]) => shares)).toEqual([7, 247, 500])
  })

  it('a reversal closes first and then opens: two orders at one open, cash of the first pays for the second', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ equity: 1, reason: 'long' }),
        3: ({ short }) => short({ equity: 1, reason: 'short' }),
      }),
      rising,
    )
    expect(outcomes(result)).toEqual([
      ['buy', 1000, 'sent', null],
      ['exit', 990, 'sent', null],
      ['short', 990, 'sent', null],
    ])
    expect(result.roundTrips.map(({ side, entryPrice, exitPrice }) => [side, entryPrice, exitPrice])).toEqual([
      ['long', 101, 103],
      ['short', 103, null],
    ])
    expect(result.why).toMatchObject({ signals: 2, intents: 2 })
  })

  it('a new entry takes the place of one that rests from an earlier bar; those of one bar stand together', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => {
          buy({ shares: 1, limit: 90, tif: 'gtc', reason: 'a' })
          buy({ shares: 1, limit: 80, tif: 'gtc', reason: 'b' })
        },
        3: ({ buy }) => buy({ shares: 5, limit: 95, tif: 'gtc', reason: 'c' }),
      }),
      barsOf([...Array(4).fill([100, 101, 99, 100]), [100, 100, 50, 60]] as Row[]),
    )
    expect(result.fills.map(({ shares, price }) => [shares, price])).toEqual([[5, 95]])
    expect(result.totals.orders).toBe(3)
  })

  it('both orders of one bar fill where the price comes to both', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => {
          buy({ shares: 1, limit: 90, tif: 'gtc', reason: 'a' })
          buy({ shares: 2, limit: 80, tif: 'gtc', reason: 'b' })
        },
      }),
      barsOf([...Array(2).fill([100, 101, 99, 100]), [100, 100, 50, 60]] as Row[]),
    )
    expect(result.roundTrips[0]).toMatchObject({ shares: 3, entryPrice: 250 / 3 })
  })

  it('an exit of everything takes resting entries with it, one of a part does not', () => {
    const script = (exit: object) =>
      scripted({
        1: ({ buy }) => buy({ shares: 10, reason: 'in' }),
        2: (context) => {
          context.buy({ shares: 5, limit: 90, tif: 'gtc', reason: 'more' })
        },
        3: (context) => context.exit(exit),
      })
    const bars = barsOf([...Array(5).fill([100, 101, 99, 100]), [100, 100, 50, 60]] as Row[])
    expect(runOf(script({ reason: 'all' }), bars).fills.map(({ shares }) => shares)).toEqual([10, 10])
    expect(runOf(script({ shares: 4, reason: 'part' }), bars).fills.map(({ shares }) => shares)).toEqual([10, 4, 5])
  })

  it('an exit while flat takes resting entries back, one of a part too, and those of its own bar as well', () => {
    const bars = barsOf([...Array(4).fill([100, 101, 99, 100]), [100, 100, 50, 60]] as Row[])
    const limit = { shares: 5, limit: 90, tif: 'gtc', reason: 'wait' }
    const run = (script: Parameters<typeof scripted>[0]) => runOf(scripted(script), bars)
    for (const exit of [{ reason: 'no' }, { shares: 1, reason: 'no' }]) {
      const result = run({ 1: ({ buy }) => buy(limit), 2: (context) => context.exit(exit) })
      expect([result.fills, outcomes(result).at(-1)]).toEqual([[], ['exit', 0, 'sent', null]])
    }
    const taken = run({
      1: ({ buy, exit }) => {
        buy({ shares: 5, reason: 'in' })
        exit({ reason: 'no, not yet' })
      },
    })
    expect(taken.fills).toEqual([])
    const again = run({
      1: ({ buy }) => buy({ shares: 5, reason: 'in' }),
      2: ({ exit, buy }) => {
        exit({ reason: 'out' })
        buy({ shares: 7, reason: 'and in again' })
      },
    })
    expect(again.fills.map(({ order, shares }) => [order.side, shares])).toEqual([
      ['buy', 5],
      ['sell', 5],
      ['buy', 7],
    ])
  })

  it('a newer entry takes the place of those of the other side as well; one that is ignored leaves them', () => {
    const bars = barsOf([...Array(4).fill([100, 101, 99, 100]), [100, 120, 50, 60]] as Row[])
    const straddle = (context: { buy(entry: object): void; short(entry: object): void }) => {
      context.buy({ shares: 5, limit: 90, tif: 'gtc', reason: 'below' })
      context.short({ shares: 5, limit: 110, tif: 'gtc', reason: 'above' })
    }
    const fills = (entry: object) =>
      runOf(scripted({ 1: straddle, 2: ({ short }) => short({ tif: 'gtc', reason: 'newer', ...entry }) }), bars)
        .fills.map(({ price }) => price)
        .sort((a, b) => a - b)
    expect(fills({ shares: 5, limit: 115 })).toEqual([115])
    expect(fills({ shares: 0, limit: 115 })).toEqual([90, 110])
  })

  it('a size is reckoned at the last close with the fee included, whatever price the entry waits for', () => {
    const shares = (entry: object) =>
      runOf(scripted({ 1: ({ buy }) => buy({ reason: 'x', ...entry }) }), flatBars([43.68, 43]), {
        exchange: optionsOf({ cash: 99_282.08, feeText: '0.001' }),
      }).decisions[0].shares
    // Half of 99,282.08 at 43.68 and a tenth of a percent: 1,135.34.
    expect(shares({ equity: 0.5 })).toBe(1135)
    expect(shares({ equity: 0.5, limit: 43.29 })).toBe(1135)
    expect(shares({ equity: 0.5, trigger: 44.5 })).toBe(1135)
    // 992.82 dollars at risk, one dollar from the limit to the stop.
    expect(shares({ risk: 0.01, limit: 43, stop: 42 })).toBe(992)
  })

  it('legs protect from the fill on, and protect moves, adds and takes them away', () => {
    const bars = barsOf([...Array(6).fill([100, 101, 99, 100]), [100, 100, 50, 60]] as Row[])
    const run = (script: Parameters<typeof scripted>[0]) => runOf(scripted(script), bars).roundTrips[0]
    const entry: Parameters<typeof scripted>[0] = { 1: ({ buy }) => buy({ shares: 10, stop: 90, target: 150, reason: 'in' }) }
    expect(run(entry)).toMatchObject({ exitPrice: 90, exitReason: 'stop' })
    expect(run({ ...entry, 3: ({ protect }) => protect({ stop: 95, reason: 'nearer' }) })).toMatchObject({ exitPrice: 95 })
    expect(run({ ...entry, 3: ({ protect }) => protect({ stop: null, reason: 'none' }) })).toMatchObject({ exitPrice: null })
    const bare: Parameters<typeof scripted>[0] = { 1: ({ buy }) => buy({ shares: 10, reason: 'in' }) }
    expect(run({ ...bare, 3: ({ protect }) => protect({ stop: 97, target: 120, reason: 'late' }) })).toMatchObject({
      exitPrice: 97,
      exitReason: 'stop',
    })
    expect(run({ ...bare, 3: ({ protect }) => protect({ trail: { fraction: 0.02 }, reason: 'trail' }) })).toMatchObject({
      exitReason: 'trailing stop',
    })
  })

  it('a leg set by protect cancels the other when it fills, and nothing rests after', () => {
    const bars = barsOf([...Array(4).fill([100, 101, 99, 100]), [100, 130, 100, 120], [120, 121, 50, 60]] as Row[])
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ shares: 10, reason: 'in' }),
        3: ({ protect }) => protect({ stop: 90, target: 125, reason: 'both' }),
      }),
      bars,
    )
    expect(result.roundTrips).toHaveLength(1)
    expect(result.roundTrips[0]).toMatchObject({ exitPrice: 125, exitReason: 'target' })
    expect(result.fills).toHaveLength(2)
  })

  it('says why nothing came of an intent', () => {
    const result = runOf(
      scripted({
        1: ({ exit, cancel, protect, buy }) => {
          exit({ reason: 'a' })
          cancel({ reason: 'b' })
          protect({ stop: 50, reason: 'c' })
          buy({ equity: 0.0001, reason: 'd' })
          buy({ shares: 1, stop: 120, reason: 'e' })
          buy({ shares: 1, target: 90, reason: 'f' })
        },
      }),
      rising,
    )
    expect(outcomes(result).map(([action, , outcome, rule]) => [action, outcome, rule])).toEqual([
      ['exit', 'ignored', 'no position'],
      ['cancel', 'ignored', 'nothing rests'],
      ['protect', 'ignored', 'no position'],
      ['buy', 'ignored', 'size comes to 0 shares: 10.00 dollars do not pay for one'],
      ['buy', 'ignored', 'stop on the wrong side of the price'],
      ['buy', 'ignored', 'target on the wrong side of the price'],
    ])
    expect(result.why).toMatchObject({ barsSeen: 8, signals: 1, intents: 6, denied: [], warmUpBars: 1 })
    expect(result.why.ignored[0]).toEqual({ rule: 'no position', count: 2 })
  })

  it('what arithmetic made unusable is ignored with the field and the value, and the run goes on', () => {
    const result = runOf(
      scripted({
        1: ({ buy, short }) => {
          buy({ shares: 1, stop: -3.5, reason: 'a' })
          buy({ shares: 1, limit: Number.NaN, reason: 'b' })
          buy({ shares: 1, trigger: 0, reason: 'c' })
          buy({ shares: 1, target: Number.POSITIVE_INFINITY, reason: 'd' })
          buy({ equity: -1, reason: 'e' })
          buy({ shares: Number.NaN, reason: 'f' })
          buy({ risk: 0.01, stop: Number.NaN, reason: 'g' })
          short({ shares: 1, trail: { fraction: 2 }, reason: 'h' })
          short({ shares: 1, trail: { price: -1 }, reason: 'i' })
          buy({ shares: 10, reason: 'good' })
        },
        3: ({ protect, exit }) => {
          protect({ stop: -1, reason: 'j' })
          exit({ shares: 0, reason: 'k' })
          exit({ limit: Number.NaN, reason: 'l' })
        },
      }),
      rising,
    )
    expect(outcomes(result).map(([action, , outcome, rule]) => [action, outcome, rule])).toEqual([
      ['buy', 'ignored', 'stop is not a price above 0: -3.5'],
      ['buy', 'ignored', 'limit is not a price above 0: NaN'],
      ['buy', 'ignored', 'trigger is not a price above 0: 0'],
      ['buy', 'ignored', 'target is not a price above 0: Infinity'],
      ['buy', 'ignored', 'equity is not a number from 0 up: -1'],
      ['buy', 'ignored', 'shares is not a number from 0 up: NaN'],
      ['buy', 'ignored', 'stop is not a price above 0: NaN'],
      ['short', 'ignored', 'trail is not a fraction between 0 and 1: 2'],
      ['short', 'ignored', 'trail is not a price above 0: -1'],
      ['buy', 'sent', null],
      ['protect', 'ignored', 'stop is not a price above 0: -1'],
      ['exit', 'ignored', 'shares is not a number of shares above 0: 0'],
      ['exit', 'ignored', 'limit is not a price above 0: NaN'],
    ])
    expect(result.why.ignored.slice(0, 2)).toEqual([
      { rule: 'stop is not a price above 0 (first: -3.5)', count: 3 },
      { rule: 'limit is not a price above 0 (first: NaN)', count: 2 },
    ])
    expect(result.roundTrips).toHaveLength(1)
  })

  it('a size of no share says what the money was', () => {
    const ignored = (entry: object, cash = 100_000) =>
      runOf(scripted({ 1: ({ buy }) => buy({ reason: 'x', ...entry }) }), rising, { exchange: optionsOf({ cash }) }).why.ignored
    const size = (value: string) => [{ rule: `size comes to 0 shares: ${value}`, count: 1 }]
    expect(ignored({ equity: 1 }, 1)).toEqual(size('1.00 dollars do not pay for one'))
    expect(ignored({ shares: 0.5 })).toEqual(size('0.5 asked for'))
    expect(ignored({ risk: 0.01, stop: 80 }, 1000)).toEqual(size('10.00 dollars at risk, and one loses 20.00 at the stop'))
    expect(ignored({ risk: 0.5, stop: 99 }, 50)).toEqual(size('50.00 dollars do not pay for one'))
    expect(ignored({ equity: 0 })).toEqual(size('0.00 dollars do not pay for one'))
  })

  it('an account with a broker’s rules takes computed prices: they go out on its steps', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ shares: 10, limit: 120.123456, stop: 90.98765, target: 150.00001, tif: 'gtc', reason: 'in' }),
        3: ({ protect }) => protect({ stop: 95.55555, reason: 'nearer' }),
      }),
      rising,
      { exchange: optionsOf({ accountRules: 'margin' }) },
    )
    expect(result.decisions.map(({ outcome, limit, stop, target }) => [outcome, limit, stop, target])).toEqual([
      ['sent', 120.12, 90.98, 150.01],
      ['sent', null, 95.55, null],
    ])
    expect(result.fills).toHaveLength(1)
  })

  it('an exit of a part of a share sells the whole ones, as entries buy them', () => {
    const result = runOf(
      scripted({
        1: ({ buy }) => buy({ shares: 5, reason: 'in' }),
        3: ({ exit }) => exit({ shares: 2.5, reason: 'half' }),
        5: ({ exit }) => exit({ shares: 0.5, reason: 'crumb' }),
      }),
      rising,
    )
    expect(result.fills.map(({ shares }) => shares)).toEqual([5, 2])
    expect(result.why.ignored).toEqual([{ rule: 'size comes to 0 shares: 0.5 asked for', count: 1 }])
  })

  it('orders that came to nothing are counted with why', () => {
    const ignored = (script: Parameters<typeof scripted>[0], changes = {}) =>
      runOf(scripted(script), rising, { exchange: optionsOf(changes) }).why.ignored
    const one = (rule: string) => [{ rule, count: 1 }]
    const limit = { shares: 1, limit: 50, reason: 'x' }
    expect(ignored({ 1: ({ buy }) => buy(limit) })).toEqual(one('expired unfilled: limit not reached'))
    expect(ignored({ 1: ({ buy }) => buy({ shares: 1, trigger: 500, reason: 'x' }) })).toEqual(
      one('expired unfilled: trigger not reached'),
    )
    expect(ignored({ 1: ({ buy }) => buy({ shares: 20, reason: 'x' }) }, { cash: 50 })).toEqual(
      one('canceled unfilled: cash or buying power does not cover the rest'),
    )
    expect(ignored({ 1: ({ buy }) => buy({ ...limit, tif: 'gtc' }) })).toEqual(one('still rests at the end'))
    expect(ignored({ 1: ({ buy }) => buy({ ...limit, tif: 'gtc' }), 2: ({ cancel }) => cancel({ reason: 'no' }) })).toEqual(
      one('canceled unfilled: called off by the strategy'),
    )
    expect(ignored({ 1: ({ buy }) => buy({ ...limit, tif: 'gtc' }), 2: ({ buy }) => buy({ shares: 1, reason: 'now' }) })).toEqual(
      one('canceled unfilled: a newer entry takes its place'),
    )
    expect(ignored({ 1: ({ buy }) => buy({ shares: 200_000, reason: 'x' }) }, { cash: 1e9, volumeShare: 0.1 })).toEqual(
      one('filled in part, the rest expired: its day ended'),
    )
  })

  it('a run recorded as summary counts the same and keeps no decisions and fills', () => {
    const script = scripted({ 1: ({ buy }) => buy({ shares: 1, reason: 'a' }), 3: ({ exit }) => exit({ reason: 'b' }) })
    const all = runOf(script, rising)
    const summary = runOf(script, rising, { record: 'summary' })
    expect([summary.decisions, summary.fills]).toEqual([[], []])
    expect({ ...summary, decisions: all.decisions, fills: all.fills }).toEqual(all)
  })
})

describe('what a strategy gets wrong names the strategy, the bar and the value', () => {
  it.each([
    [{ shares: '10', reason: 'x' }, "buy: shares is '10', a text, not a number"],
    [{ equity: null, reason: 'x' }, 'buy: equity is null, not a number'],
    [{ shares: 1, limit: '9', reason: 'x' }, "buy: limit is '9', a text, not a number"],
    [{ shares: 1, stop: {}, reason: 'x' }, 'buy: stop is an object, not a number'],
    [{ shares: 1, trail: 0.02, reason: 'x' }, 'buy: trail is 0.02, not an object'],
    [{ shares: 1, trail: {}, reason: 'x' }, 'buy: trail is {}'],
    [{ shares: 1, trail: { fraction: 0.1, price: 1 }, reason: 'x' }, 'buy: trail is { fraction: 0.1, price: 1 }'],
    [{ shares: 1, tif: 'forever', reason: 'x' }, "buy: time in force 'forever'"],
    [{ shares: 1 }, 'buy without a reason'],
    [{ shares: 1, reason: ' ' }, 'buy without a reason'],
    [{ reason: 'x' }, 'buy says no size'],
    [{ risk: 0.01, reason: 'x' }, 'buy: a size by risk needs a stop'],
    [{ shares: 1, equity: 0.5, reason: 'x' }, 'buy: two sizes at once, shares and equity'],
    [{ equity: 0.5, risk: 0.01, stop: 90, reason: 'x' }, 'buy: two sizes at once, equity and risk'],
    [{ equity: 0.5, stopp: 3, reason: 'x' }, "buy has no 'stopp'; did you mean 'stop'?"],
    [undefined, 'buy(undefined)'],
  ])('buy(%j)', (entry, message) => {
    const error = errorOf(() => runOf(scripted({ 2: ({ buy }) => buy(entry) }), rising))
    expect(error.kind).toBe('usage')
    expect(error.message).toContain("strategy 'under-test' on TEST at 2024-01-03T21:00:00Z: ")
    expect(error.message).toContain(message)
    expect(error.hint).not.toBeNull()
  })

  it.each([
    ['exit', { share: 3, reason: 'x' }, "exit has no 'share'; did you mean 'shares'?"],
    ['exit', { shares: '3', reason: 'x' }, "exit: shares is '3', a text, not a number"],
    ['protect', { stopp: 3, reason: 'x' }, "protect has no 'stopp'; did you mean 'stop'?"],
    ['protect', { stop: 'low', reason: 'x' }, "protect: stop is 'low', a text, not a number"],
    ['cancel', { reson: 'x' }, "cancel has no 'reson'; did you mean 'reason'?"],
    ['cancel', undefined, 'cancel(undefined)'],
    ['short', { shares: 1, trgger: 9, reason: 'x' }, "short has no 'trgger'; did you mean 'trigger'?"],
  ])('%s(%j)', (action, asked, message) => {
    const error = errorOf(() => runOf(scripted({ 2: (context) => context[action](asked) }), rising))
    expect([error.kind, error.message]).toEqual(['usage', expect.stringContaining(`: ${message}`)])
  })

  it('a call after the bar, and one after the run, are refused', async () => {
    const late: unknown[] = []
    const kept: (() => void)[] = []
    const strategy = scripted({
      2: ({ buy }) => {
        const order = () => buy({ shares: 1, reason: 'late' })
        kept.push(order)
        queueMicrotask(() => late.push(errorOf(order)))
      },
    })
    expect(runOf(strategy, rising).decisions).toEqual([])
    await Promise.resolve()
    for (const error of [late[0], errorOf(kept[0])]) {
      expect(error).toMatchObject({ kind: 'usage', message: 'buy of TEST was called outside of its bar' })
    }
  })

  it('an error of its own keeps its place and its cause', () => {
    const broken = strategyOf({
      onBar() {
        throw new TypeError('cannot read x of undefined')
      },
    })
    const error = errorOf(() => runOf(broken, rising))
    expect(error.message).toMatch(
      /^strategy 'under-test' on TEST at 2024-01-02T21:00:00Z: TypeError: cannot read x of undefined \(intents.test.ts:\d+:\d+\)$/,
    )
    expect(error.cause).toBeInstanceOf(TypeError)
  })

  it.each([
    [{ params: { slow: 3 } }, 'usage'],
    [{ series: [] }, 'usage'],
  ])('a request that makes no sense is refused: %j', (changes, kind) => {
    expect(errorOf(() => runOf(scripted({}), rising, changes as never)).kind).toBe(kind)
  })

  it('series that do not go together are refused', () => {
    expect(errorOf(() => runOf(scripted({}), [rising, rising])).message).toBe('TEST was given twice')
    const minutes = flatBars([1, 2], { symbol: 'B', timeframe: '1m' })
    expect(errorOf(() => runOf(scripted({}), [rising, minutes])).message).toContain('one timeframe')
    expect(errorOf(() => runOf(scripted({}), flatBars([]))).kind).toBe('no-data')
    const pair = strategyOf({ symbols: { min: 2, max: 2 }, onBars() {} })
    expect(errorOf(() => runOf(pair, rising)).message).toBe('under-test takes 2 symbols (given: TEST)')
    const intraday = strategyOf({ timeframes: ['1m', '5m'], onBar() {} })
    expect(errorOf(() => runOf(intraday, rising)).message).toBe('under-test takes bars of 1m, 5m, not 1d')
  })
})

describe('warm-up and the first decision', () => {
  it('bars up to decideFrom warm indicators up and are no part of the run', () => {
    const seen: number[] = []
    const look = strategyOf({ onBar: ({ bar }) => void seen.push(bar.close) })
    const series = runOf(look, rising).times
    seen.length = 0
    const result = runOf(look, rising, { decideFrom: series[4] })
    expect([seen, result.steps, result.times[0]]).toEqual([[105, 106, 107], 3, series[5]])
  })

  it('costs: slippage and fees reach the round trip', () => {
    const script = scripted({ 1: ({ buy }) => buy({ shares: 100, reason: 'a' }), 3: ({ exit }) => exit({ reason: 'b' }) })
    const result = runOf(script, rising, { exchange: optionsOf({ feeText: 'share:0.01', slippageText: 'fixed:0.05' }) })
    // In at 101.05, out at 102.95: 190 gained, 2 paid in fees, 10 of it lost to slippage.
    expect(result.roundTrips[0]).toMatchObject({ entryPrice: 101.05, exitPrice: 102.95, fees: 2, profit: 188 })
    expect(result.roundTrips[0].slippageCost).toBeCloseTo(10, 9)
  })
})
