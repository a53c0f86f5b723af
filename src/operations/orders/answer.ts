import type { Verdict } from '../../engine/risk/types.ts'
import { ruleVerdictOutput } from '../common/limits.ts'
import { shellWord } from '../common/words.ts'
import type { Context } from '../context.ts'
import { z } from '../operation.ts'

/** What the gate said, without the rules that simply let it pass: a program reads every row. */
export const shortVerdictOutput = z.strictObject({
  outcome: z.enum(['allow', 'shrink', 'deny']).describe('deny when one rule denies, shrink when one shrinks'),
  shares: z.number().describe('Shares that may be sent; 0 when denied'),
  rules: z.array(ruleVerdictOutput).describe('Rules that denied or shrank it'),
  passed: z.int().describe('Rules that let it pass as it is'),
})
export type ShortVerdict = z.output<typeof shortVerdictOutput>

/** A verdict by the rules that said something; what is not finite is 0 shares. */
export function shortVerdict({ outcome, shares, rules }: Pick<Verdict, 'outcome' | 'shares' | 'rules'>): ShortVerdict {
  const said = rules.filter((one) => one.outcome !== 'allow')
  return { outcome, shares: Number.isFinite(shares) ? shares : 0, rules: said, passed: rules.length - said.length }
}

/** What a person types to send a proposed order; flags that chose the account of this process are repeated. */
export function approveCommand({ settings }: Pick<Context, 'settings'>, id: string): string {
  const { mode, broker, home, origins } = settings
  const typed = [
    ...(origins.home === 'flag' ? [`--home ${shellWord(home)}`] : []),
    ...(origins.broker === 'flag' ? [`--broker ${broker}`] : []),
    ...(mode === 'live' ? ['--mode live --live'] : []),
  ]
  return [`openbell trade approve ${id}`, ...typed].join(' ')
}

/** Orders of programs are opened by what the server was started with. */
export const NO_CHOICE = { live: false, risk: 'settings', account: undefined, confirm: undefined }
