import { defineOperation } from '../operation.ts'
import { evaluateInput } from './evaluate-input.ts'
import { evaluateOutput } from './evaluate-output.ts'

/** How well forecasts do on series that were kept back: the long-horizon benchmark protocol, or the one of daily prices. */
export const forecastEvaluate = defineOperation({
  name: 'forecast.evaluate',
  toolset: 'forecast',
  summary: 'Measure forecasts on rows that were kept back, against the last value: the protocol of long-horizon benchmarks.',
  effect: 'read',
  input: evaluateInput,
  output: evaluateOutput,
  examples: [
    {
      title: 'Lines on two years of closes, the last fifth kept back',
      input: { targets: ['SIMALL', 'SIMTEC'], input: 20, horizon: 5, model: 'linear', bars: 500 },
    },
    {
      title: 'The forecast of daily prices at past origins',
      input: { targets: ['SIMALL'], daily: true, model: 'linear', input: 20, horizon: 5 },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    const start = context.clock.elapsed()
    const answer = input.daily
      ? await (await import('./evaluate-daily.ts')).evaluateDaily(context, input)
      : await (await import('./evaluate-long.ts')).evaluateLong(context, input)
    return { ...answer, seconds: Math.round(context.clock.elapsed() - start) / 1000 }
  },
})
