import { defaultOptions } from '../exchange/defaults.ts'
import { parseFee } from '../exchange/fees/parse.ts'
import type { AccountRules, ExchangeOptions } from '../exchange/models.ts'
import { parseSlippage } from '../exchange/slippage/parse.ts'

/** Costs and account as typed. */
export interface CostWords {
  cash: number
  /** `us`, `none`, `0.001`, `share:0.005`. */
  fee: string
  /** `spread`, `none`, `fixed:0.01`, `volume`. */
  slippage: string
  margin: number
  fractional: boolean
  account: AccountRules
}

export type { ExchangeOptions }

/** What an exchange is opened with. @throws OpenbellError usage for a fee or slippage that is not known. */
export function exchangeOptions({ fee, slippage, account, ...rest }: CostWords): ExchangeOptions {
  return { ...defaultOptions(), ...rest, accountRules: account, fee: parseFee(fee), slippage: parseSlippage(slippage) }
}
