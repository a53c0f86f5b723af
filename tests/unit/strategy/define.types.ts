/** Compiled, never run: what must be an error to the compiler is marked as one, so that an error that vanishes fails `npm run types`. */
import { atr, custom, defineIndicator, defineStrategy, macd, rsi, sma, z } from '../../../src/index.ts'

export const typed = defineStrategy({
  name: 'typed',
  summary: 'Every part has its type from the declarations.',
  params: { length: z.int().default(10), level: z.number().default(1.5), loud: z.boolean().default(false) },
  // @ts-expect-error a parameter that was not declared
  valid: ({ length, lengths }) => length < lengths,
  indicators: ({ length }) => ({ average: sma('close', length), smooth: sma(rsi(14), 5), range: atr({ period: length }) }),
  memory: () => ({ seen: 0 }),
  onBar({ bar, params, average, smooth, range, memory, buy, exit, ...rest }) {
    const close: number = bar.close + average.now + smooth.ago(1) + range.now
    const loud: boolean = params.loud
    memory.seen += params.length
    buy({ shares: close, reason: String(loud) })
    buy({ equity: 0.5, stop: 1, target: 3, reason: 'half' })
    // @ts-expect-error two sizes at once
    buy({ shares: 1, equity: 0.5, reason: 'both' })
    // @ts-expect-error risk without a stop says nothing
    buy({ risk: 0.01, reason: 'no stop' })
    // @ts-expect-error every intent has a reason
    exit({})
    // @ts-expect-error a parameter that was not declared
    params.lenght
    // @ts-expect-error an indicator that was not declared
    rest.slow
    // @ts-expect-error the bar is read only
    bar.close = 1
    // @ts-expect-error a number is no text
    const wrong: string = params.level
    return wrong
  },
})

export const bare = defineStrategy({
  name: 'bare',
  summary: 'No parameters, no indicators, no memory.',
  params: {},
  onBar({ bar, position, buy, ...rest }) {
    if (position.isFlat && bar.count > 1) buy({ equity: 1, reason: 'first' })
    // @ts-expect-error nothing was declared
    rest.fast
  },
})

// @ts-expect-error fast is a number of bars
sma('close', 'fast')
// @ts-expect-error no such column
sma('typical', 20)
// @ts-expect-error no such number
atr({ length: 20 })

const line = defineIndicator({
  name: 'my_line',
  summary: 'One output.',
  params: { length: { default: 5, min: 1, max: 50 } },
  warmUp: ({ length }) => length,
  start: () => ({ total: 0 }),
  step(bar, state, { length }) {
    state.total += bar.value / length
    return state.total
  },
})

const bands = defineIndicator({
  name: 'my_bands',
  summary: 'Two outputs.',
  outputs: ['high', 'low'],
  warmUp: () => 1,
  start: () => ({ seen: 0 }),
  step: (bar) => [bar.high, bar.low],
})

export const own = defineStrategy({
  name: 'own',
  summary: 'Its own indicators and those with several outputs.',
  params: {},
  indicators: () => ({ line: custom(line, { length: 9 }), bands: custom(bands), trend: macd(), both: sma(custom(line), 5) }),
  onBar({ line, bands, trend, both, exit }) {
    const sum: number = line.now + bands.high.now + bands.low.ago(2) + trend.histogram.now + both.now
    exit({ reason: String(sum) })
    // @ts-expect-error macd has no such output
    trend.value
    // @ts-expect-error one of its own, but not this one
    bands.middle
    // @ts-expect-error several outputs have no single value
    trend.now
  },
})

// @ts-expect-error no such number
custom(line, { lenght: 9 })
// @ts-expect-error an indicator with several outputs is no input
sma(macd(), 5)
