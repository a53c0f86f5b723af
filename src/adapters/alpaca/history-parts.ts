import type { CorporateAction } from '../../market/actions.ts'
import type { Calendar } from '../../market/calendar/calendar.ts'
import type { Log } from '../../ports/log.ts'
import type { Known } from './assets.ts'
import type { Batcher } from './batch.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import type { BarRecord, Decoded } from './decode.ts'
import type { FeedChoice } from './feed.ts'

/** What every kind of history needs. */
export interface HistoryParts {
  host: AlpacaHost<DataApis>
  batcher: Batcher<Decoded<BarRecord>>
  actionsBatcher: Batcher<CorporateAction[]>
  feeds: FeedChoice
  calendar: Calendar
  log: Log
  known(symbol: string, signal: AbortSignal): Promise<Known>
}
