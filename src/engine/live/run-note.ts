import type { Instant } from '../../core/time.ts'
import type { AccountRules } from '../../exchange/models.ts'
import type { Timeframe } from '../../market/timeframe.ts'
import type { ParamValues } from '../../strategy/types.ts'
import type { RiskLimits } from '../risk/types.ts'

/** What a run was made of, as the journal keeps it when it starts deciding: enough to go through its day again with the same matching. */
export interface RunNote {
  /** Beginning of the ids of its intents: strategy, and a hash of parameters, timeframe and account. A run that was killed and started again has the same. */
  id: string
  /** What is typed to get the strategy: its name, or the path of its file. */
  strategy: string
  /** Name that the strategy gives itself. */
  title: string
  sourceHash: string
  params: ParamValues
  symbols: string[]
  timeframe: Timeframe
  limits: RiskLimits | null
  /** Where the limits come from. */
  limitsSet: 'none' | 'settings' | 'file'
  /** Regular open, where positions begin to be closed (null = they are held), and the end. */
  window: { open: Instant; flattenAt: Instant | null; end: Instant }
  /** First close that is decided on. */
  first: Instant
  /** Costs that sizes were worked out with. */
  costs: { fee: string; slippage: string; margin: number; fractional: boolean; account: AccountRules }
  cash: number
  /** Signed shares. */
  positions: { symbol: string; shares: number; averagePrice: number }[]
  source: string
  feed: string
  session: 'all' | 'regular'
  /** Of the simulated market. */
  seed: number
}
