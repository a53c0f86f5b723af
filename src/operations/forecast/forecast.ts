import { defineOperation } from '../operation.ts'
import { refuseForeign } from '../report/write.ts'
import { forecastInput, parseModel } from './input.ts'
import { forecastFresh, forecastSaved } from './make.ts'
import { forecastOutput } from './output.ts'

/**
 * Forecasts with bands and the evidence for and against them: a network speaks only for symbols where it beat the last value at past origins
 * (block bootstrap), every other symbol gets the last value with bands that held what they say.
 */
export const forecast = defineOperation({
  name: 'forecast',
  toolset: 'forecast',
  summary: 'Forecast prices with calibrated bands, and say whether anything beats the last value.',
  effect: 'read',
  input: forecastInput,
  output: forecastOutput,
  examples: [
    { title: 'The last value with honest bands', input: { symbols: ['SIMALL'], model: 'naive' } },
    { title: 'Networks, judged on the past first', input: { symbols: ['SIMALL', 'SIMTEC'], steps: 20 } },
    {
      title: 'Shorter, with the last three forecasts at their origins',
      input: { symbols: ['SIMALL'], horizon: 5, input: 20, model: 'linear', past: 3 },
    },
  ],
  deadlineMs: null,
  async run(context, input) {
    await refuseForeign(context, input.report)
    const wish = parseModel(input.model)
    const answer =
      wish.kind === 'saved' ? await forecastSaved(context, input, wish.name) : await forecastFresh(context, input, wish)
    if (input.report === undefined) return answer
    const { writeForecastReport } = await import('./report-page.ts')
    return { ...answer, report: await writeForecastReport(context, input.report, answer) }
  },
})
