import type { forecastBackendTest } from '../../operations/forecast/backend/test.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof forecastBackendTest.output>> = (answer, terminal) => {
  const { backend, library, reproducible, steps, millisecondsPerStep, error, naiveError } = answer
  const { comparedWith, maxDifference, tolerance, learns, agrees } = answer
  const { paint } = terminal
  const word = (good: boolean, yes: string, no: string) => (good ? paint.green(yes) : paint.red(no))
  const lines = [
    `${paint.bold(backend)} (${library}): ${reproducible ? 'the same bytes every time' : 'results differ in the last digits from run to run'}`,
    `speed    ${millisecondsPerStep.toFixed(2)} ms a step, ${steps} steps`,
    `learns   ${word(learns, 'yes', 'NO')}: error ${error.toFixed(3)} on a sine, last value ${naiveError.toFixed(3)}`,
    `agrees   ${word(agrees, 'yes', 'NO')}: at most ${maxDifference.toPrecision(2)} from ${comparedWith} with the same weights (allowed ${tolerance})`,
  ]
  return [lines.join('\n'), nextLine(['openbell forecast backend list'], terminal)].join('\n\n')
}
