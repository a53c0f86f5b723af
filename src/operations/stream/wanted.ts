import { normalizeSymbol } from '../../market/symbols.ts'
import { isIntraday, parseTimeframe, type Timeframe } from '../../market/timeframe.ts'
import { symbolsInput } from '../common/shared.ts'
import { OpenbellError, z } from '../operation.ts'
import { runInput } from '../trade/running/input.ts'

/** What makes a session, on the command line and in a recording. */
export const sessionInput = {
  symbols: symbolsInput,
  strategy: z.string().min(1).optional().describe('A strategy that trades in the session: a name, or a file of yours'),
  ...runInput('Keep positions over the end; otherwise a strategy closes them minutes before it'),
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
  throw new OpenbellError('usage', `a session decides within the day, not on ${timeframe} bars`, '--timeframe 1m')
}
