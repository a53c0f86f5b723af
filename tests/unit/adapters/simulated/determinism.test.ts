import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarOf } from '../../../../src/market/calendar/calendar.ts'
import { barsOf, day, plain, sampleSymbols, signal, simulated, tradingDates } from './support.ts'

const symbols = await sampleSymbols(simulated())
const dates = [
  ...tradingDates('2015-01-02', '2015-03-01'),
  ...tradingDates('2022-06-01', '2022-08-01'),
  ...tradingDates('2035-12-01', '2035-12-31'),
]
const asks = fc.array(fc.record({ symbol: fc.constantFrom(...symbols), date: fc.constantFrom(...dates) }), {
  minLength: 2,
  maxLength: 6,
})

test('the same seed gives the same bars, prints and quotes, whatever was asked before and in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(asks, async (questions) => {
      const answer = async (source: ReturnType<typeof simulated>, order: typeof questions) => {
        const answers = new Map<string, unknown>()
        for (const { symbol, date } of order) {
          if (!calendarOf(symbol === 'SIMFUT' ? 'cme' : 'us').day(date).regular) continue
          const bars = await barsOf(source, symbol, date, '1m')
          const range = {
            symbol,
            from: bars.time[10] ?? bars.time[0],
            to: (bars.time[10] ?? bars.time[0]) + 60_000,
            asOf: bars.time[0] + 86_400_000,
          }
          const prints = await source.history({ kind: 'prints', ...range }, signal)
          const quotes = await source.history({ kind: 'quotes', ...range }, signal)
          answers.set(`${symbol} ${date}`, {
            bars: plain(bars),
            time: [...prints.time],
            price: [...prints.price],
            size: [...prints.size],
            bid: [...quotes.bidPrice],
            ask: [...quotes.askSize],
          })
        }
        return answers
      }
      expect(await answer(simulated(), [...questions].reverse())).toEqual(await answer(simulated(), questions))
    }),
    { numRuns: 25, seed: 4 },
  )
})

test('another seed is another market with the same companies', async () => {
  const [one, other] = [simulated(7), simulated(8)]
  expect(await other.symbols(signal)).toEqual(await one.symbols(signal))
  expect(plain(await barsOf(one, 'SIMALL', day('2026-03-09'), '1m')).close).not.toEqual(
    plain(await barsOf(other, 'SIMALL', day('2026-03-09'), '1m')).close,
  )
})

test('seeds beyond 32 bits are told apart', async () => {
  const closes = await Promise.all(
    [1, 1 + 2 ** 32, 1 + 2 ** 40].map(
      async (seed) => plain(await barsOf(simulated(seed), 'SIMALL', day('2016-03-09'), '1d')).close![0],
    ),
  )
  expect(new Set(closes).size).toBe(3)
})

test('pinned: seed 1 draws these bars on every machine', async () => {
  const source = simulated(1)
  const bar = async (symbol: string, date: string) => {
    const { open, high, low, close, volume, prints } = plain(await barsOf(source, symbol, day(date), '1d'))
    return [open![0], high![0], low![0], close![0], volume![0], prints![0]]
  }
  expect({ first: await bar('SIMALL', '2015-01-02'), late: await bar('YELKOR', '2026-03-19') }).toMatchInlineSnapshot(`
    {
      "first": [
        199.45,
        200.38,
        199.19,
        200.04,
        103408145,
        1798481,
      ],
      "late": [
        201.32,
        206.15,
        201.14,
        204.63,
        36536899,
        638565,
      ],
    }
  `)
})
