import { riskInput } from '../common/limits.ts'
import { z } from '../operation.ts'

/** What every command that touches an account takes; `openDesk` reads them. */
export const accountInput = {
  live: z
    .boolean()
    .default(false)
    .describe('The live account, real money: needs --mode live, its own keys and the last four of the account number'),
  confirm: z.string().optional().describe('Last four of the live account number, typed in advance (scripts)'),
  risk: riskInput.default('settings'),
}

export type AccountFlags = z.output<z.ZodObject<typeof accountInput>>
