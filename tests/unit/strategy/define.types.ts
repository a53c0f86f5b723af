/** Compiled, never run: what must be an error to the compiler is marked as one, so that an error that vanishes fails `npm run types`. */
import { atr, defineStrategy, rsi, sma, z } from '../../../src/index.ts'

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
