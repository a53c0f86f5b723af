import type { OpenbellError as Fault } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe, type Timeframe } from '../../market/timeframe.ts'
import { setInput } from '../backtest/input.ts'
import { symbolsInput, timeframeInput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'
import { accountInput } from '../trade/desk/input.ts'

/** What makes a session, on the command line and in a recording. */
export const sessionInput = {
  symbols: symbolsInput,
  strategy: z.string().min(1).optional().describe('A strategy that trades in the session: a name, or a file of yours'),
  timeframe: timeframeInput('1m'),
  set: setInput,
  ...accountInput,
  until: z.string().optional().describe('End earlier than the close: a time of day in New York (15:30) or an instant'),
  hold: z.boolean().default(false).describe('Keep positions over the end; otherwise a strategy closes them minutes before it'),
  date: z.string().optional().describe('Live through a session of the past on the simulated broker, YYYY-MM-DD'),
  speed: z
    .number()
    .min(0)
    .max(100_000)
    .optional()
    .describe('With --date: market seconds in a real one (default 1); 0 = as fast as this machine decides'),
  buffer: z.int().min(100).max(1_000_000).default(10_000).describe('Prints and quotes of each symbol that are kept in memory'),
}

export type SessionInput = z.output<z.ZodObject<typeof sessionInput>>

/** The symbols of a session, each once. */
export function symbolsOf({ symbols }: Pick<SessionInput, 'symbols'>): string[] {
  return [...new Set(symbols.map(normalizeSymbol))]
}

/** @throws OpenbellError usage for a timeframe that is not within the day */
export function sessionTimeframe(text: string): Timeframe {
  const timeframe = parseTimeframe(text)
  if (isIntraday(timeframe)) return timeframe
  const fault: Fault = new OpenbellError('usage', `a session decides within the day, not on ${timeframe} bars`, '--timeframe 1m')
  throw fault
}
