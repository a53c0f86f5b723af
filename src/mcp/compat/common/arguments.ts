import { OpenbellError, z } from '../../../operations/operation.ts'

/** Symbols of one call: each costs work, and an answer has an end. */
const MOST_SYMBOLS = 50

export const symbol = z.string().min(1).max(40).describe('Symbol, e.g. SIMALL')

export const symbols = z
  .union([z.string().min(1).max(2000), z.array(z.string().min(1).max(40)).min(1).max(MOST_SYMBOLS)])
  .describe('Symbols: a list, or one text with commas')

export const strategy = z.string().min(1).max(80).describe('Strategy by name (list_strategies)')

export const useGpu = z.boolean().optional().describe('A wish: the answer says in `backend` what computed')

export const startDate = z.string().max(40).optional().describe('First date (YYYY-MM-DD)')
export const endDate = z.string().max(40).optional().describe('Last date, itself included')

export const timeframe = z.string().max(20).optional().describe('1m 5m 15m 30m 1h 1d 1w (or 1Min, 1Day ...)')
export const interval = z.string().max(20).optional().describe('Bar length: 1m 5m 15m 30m 1h 1d 1wk')
export const period = z.string().max(10).optional().describe('How far back: 1d 5d 1mo 3mo 6mo 1y 2y 5y ytd max')

export const limit = (most: number) => z.int().min(1).max(most).optional().describe('Newest rows only')

/** `A, b,A` or a list -> unlike symbols, in order. @throws OpenbellError usage */
export function symbolList(given: string | readonly string[]): string[] {
  const all = typeof given === 'string' ? given.split(',') : given
  const unlike = [...new Set(all.map((one) => one.trim().toUpperCase()).filter((one) => one !== ''))]
  if (unlike.length === 0) throw new OpenbellError('usage', 'symbols: none is named', 'symbols: "SIMALL,SIMTEC"')
  if (unlike.length > MOST_SYMBOLS) {
    throw new OpenbellError('usage', `symbols: ${unlike.length} are more than ${MOST_SYMBOLS} of one call`, 'ask in parts')
  }
  return unlike
}

/** Fields that were given, without the others: an operation fills its own defaults. */
export function given<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
}
