import type { Instant } from '../../core/time.ts'
import type { AlertEvent } from '../../market/alerts.ts'

/** Something that happened, for rules that wait for such a thing: not found in prices, but told by others. */
export interface AlertNews {
  kind: Extract<AlertEvent, 'stale' | 'position' | 'risk' | 'fill'>
  /** Null for what concerns the account or the whole stream. */
  symbol: string | null
  at: Instant
  message: string
  /** What it is about, where that is told in parts (an order by its fills): only the first part is news. Null = each is. */
  key: string | null
  price: number | null
  values: Readonly<Record<string, number | null>>
}
