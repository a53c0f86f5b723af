import { asOpenbellError } from '../../core/errors.ts'
import { OpenbellError } from '../operation.ts'
import type { Check } from './truth.ts'

/** What went wrong where nothing may: a check that failed, not the end of the drill's report. */
export function brokenOff(thrown: unknown): Check {
  const error = asOpenbellError(thrown)
  if (error.kind === 'canceled') throw error
  return { what: 'the drill ran to its end', passed: false, detail: `${error.kind}: ${error.message}` }
}

/** What a scenario expects to be refused. */
export async function refusal(work: () => Promise<unknown>): Promise<OpenbellError | null> {
  try {
    await work()
    return null
  } catch (thrown) {
    if (thrown instanceof OpenbellError) return thrown
    throw thrown
  }
}
