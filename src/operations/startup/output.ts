import { errorKind } from '../common/shared.ts'
import { z } from '../operation.ts'

export const startupOutput = z.strictObject({
  asOf: z.string().describe('The instant that session and data are judged at (ISO 8601 UTC)'),
  source: z.string().describe('Where market data comes from'),
  feed: z.string().nullable().describe('Its feed; null when it could not be reached'),
  mode: z.string().describe('paper or live'),
  broker: z.string().describe('Where orders would go'),
  ready: z.boolean().describe('True when no check failed'),
  session: z
    .strictObject({
      phase: z.enum(['pre', 'regular', 'post', 'closed']).describe('US market'),
      opensIn: z
        .int()
        .nullable()
        .describe('Milliseconds to the next regular open; null while it is open, or outside the calendar'),
      closesIn: z.int().nullable().describe('Milliseconds to the regular close; null unless it is open'),
      date: z.string().describe('Trading date: of the session in progress, else of the next one'),
      holiday: z.string().nullable().describe('Why today is closed or short; null on plain days and weekends'),
    })
    .describe('The US market at that instant'),
  checks: z
    .array(
      z.strictObject({
        name: z.string().describe('What was checked'),
        status: z.enum(['ok', 'warn', 'fail', 'skipped']).describe('How it stands'),
        message: z.string().describe('What was found'),
        ms: z.number().describe('How long the check took'),
        kind: errorKind.nullable().describe('Error kind of a failed check, which decides the exit code'),
        hint: z.string().nullable().describe('What to type next'),
      }),
    )
    .describe('Every check, in a fixed order'),
  rules: z.array(z.string()).describe('Trading rules in force'),
  next: z.array(z.string()).describe('Commands to type next'),
})

export type StartupOutput = z.infer<typeof startupOutput>
export type Check = StartupOutput['checks'][number]
