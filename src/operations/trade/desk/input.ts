import { riskInput } from '../../common/limits.ts'
import { z } from '../../operation.ts'

/** What every command that touches an account takes; `openDesk` reads them. */
export const accountInput = {
  live: z
    .boolean()
    .default(false)
    .describe('The live account, real money: needs --mode live, its own keys and the last four of the account number'),
  account: z
    .string()
    .min(1)
    .optional()
    .describe('Which simulated account (default main, or OPENBELL_ACCOUNT); it is made on first use'),
  confirm: z.string().optional().describe('Last four of the live account number, typed in advance (scripts)'),
  risk: riskInput.default('settings'),
}

export type AccountFlags = z.output<z.ZodObject<typeof accountInput>>

/** Deadline of what sends: none. Cut off in the middle it could not say what became of the order; the vendor's calls have deadlines of their own. */
export const SENDS_TO_THE_END = null
