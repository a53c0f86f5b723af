import { OpenbellError, z } from '../operation.ts'

export const chartOutput = z.strictObject({
  title: z.string().describe('Heading'),
  kind: z.enum(['line', 'bar', 'scatter']).describe('How it is drawn'),
  x: z.array(z.union([z.number(), z.string()]).nullable()).describe('Places along the bottom'),
  series: z
    .array(
      z.strictObject({
        name: z.string().describe('What is drawn'),
        values: z.array(z.number().nullable()).describe('One a place; null where there is none'),
      }),
    )
    .describe('Lines, bars or points over the same places'),
})

export const followUpOutput = z.strictObject({
  title: z.string().describe('What it finds out'),
  operation: z.string().describe('Operation to call (a tool has _ for . and -)'),
  input: z.record(z.string(), z.json().describe('A value')).describe('Its input'),
})

export const executionErrorOutput = z
  .strictObject({
    kind: z.enum(['syntax', 'runtime', 'timeout', 'memory', 'output']).describe('What went wrong'),
    message: z.string().describe('What happened, on one line'),
    line: z.int().nullable().describe('Line of the code, from 1; null when it is not known'),
    hint: z.string().describe('What to do about it'),
  })
  .nullable()
  .describe('Why the code failed; null when it ran to its end')

export const RunOutput = z.strictObject({
  ok: z.boolean().describe('The code ran to its end'),
  dataset: z.string().nullable().describe('The dataset that it worked on'),
  source: z.string().nullable().describe('Where the data came from'),
  feed: z.string().nullable().describe('Feed label of the data'),
  asOf: z.string().nullable().describe('Nothing after this instant was in the data (ISO 8601 UTC)'),
  result: z.json().describe('What the code returned; no number is null'),
  console: z
    .array(
      z.strictObject({
        level: z.enum(['log', 'warn', 'error']).describe('Which of its functions was called'),
        text: z.string().describe('What the code wrote'),
      }),
    )
    .describe('What the code wrote to its console'),
  charts: z.array(chartOutput).describe('Pictures that the code asked for'),
  insights: z.array(z.string()).describe('What can be read off the result and the data, computed'),
  followUps: z.array(followUpOutput).describe('Three calls that lead on'),
  executionMs: z.number().describe('Milliseconds that the code took'),
  error: executionErrorOutput,
})

export type RunAnswer = z.infer<typeof RunOutput>
export type FollowUpCall = z.infer<typeof followUpOutput>

/** Code that failed is an answer, and yet an error: of who wrote it. */
export function faultOf({ error }: RunAnswer): OpenbellError | null {
  if (error === null) return null
  const place = error.line === null ? '' : `line ${error.line}: `
  return new OpenbellError('usage', `${place}${error.message}`, error.hint)
}
