import { z } from '../operation.ts'
import { tradeRunEvent } from '../trade/running/events.ts'

const number = (text: string) => z.number().nullable().optional().describe(text)

/** One event of a session, one line of NDJSON: what a run tells, and the tape. */
export const streamEvent = tradeRunEvent.extend({
  type: z
    .enum(['print', 'quote', 'bar', 'signal', 'intent', 'denied', 'order', 'fill', 'alert', 'quality', 'status', 'news'])
    .describe('What it tells of'),
  size: number('Units of a print'),
  bid: number('Best bid'),
  ask: number('Best ask'),
  bidSize: number('Units at the bid'),
  askSize: number('Units at the ask'),
  open: number('Open of the bar'),
  high: number('High of the bar'),
  low: number('Low of the bar'),
  close: number('Close of the bar'),
  volume: number('Units of the bar'),
  prints: number('Prints of the bar'),
  vwap: number('Volume-weighted average price of the bar'),
  timeframe: z.string().optional().describe('Timeframe of the bar'),
  source: z.string().optional().describe('Where the data comes from'),
  feed: z.string().optional().describe('Feed label of the data'),
  ageMs: number('Market milliseconds since the newest data of the symbol'),
  latencyMs: number('Milliseconds from the stamp to the receipt'),
  quality: z
    .enum(['live', 'waiting', 'stale', 'restarting', 'polling', 'halted', 'closed'])
    .optional()
    .describe('How the data of the symbol stands'),
  stream: z.string().optional().describe('How the stream stands'),
  code: number('Code of the vendor'),
  name: z.string().optional().describe('Name of the alert or signal'),
  url: z.string().optional().describe('Address of a headline'),
  proposal: z.string().optional().describe('Id of an order that a program asks for: a person approves or declines it'),
  waitsMs: number('Milliseconds that it still waits'),
})

export type StreamEvent = z.output<typeof streamEvent>
