import type { Resource } from '../resource.ts'
import { analyticsContext } from './analytics-context.ts'
import { run, runList, strategy, strategyList } from './kept.ts'
import { marketConditions, marketQuote, tradingStatus } from './live.ts'

/** Every resource that is served. */
export const resources: readonly Resource[] = [
  tradingStatus,
  marketConditions,
  analyticsContext,
  strategyList,
  runList,
  marketQuote,
  strategy,
  run,
]
