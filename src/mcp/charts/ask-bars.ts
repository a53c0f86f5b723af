import type { JsonObject, ToolCall } from '../tool.ts'
import { answerOf } from '../tools/run.ts'

export interface BarsWish {
  symbol: string
  timeframe: string
  source: string
  /** ISO 8601; the picture shows no more than the answer knew. */
  asOf: string | null
  limit: number
}

/** Bars behind an answer that holds none; null where they cannot be had. */
export type AskBars = (wish: BarsWish) => Promise<JsonObject | null>

/** Asks the operation `bars`, in this process: a picture is worth no error. */
export function askBars(call: ToolCall): AskBars {
  return ({ symbol, timeframe, source, asOf, limit }) =>
    answerOf(call, 'bars', { symbol, timeframe, limit }, { source, asOf: asOf ?? undefined }).catch(() => null)
}
