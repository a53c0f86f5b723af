import { OpenbellError, z } from '../../../operations/operation.ts'

/** Symbols of one call: each costs work, and an answer has an end. */
const MOST_SYMBOLS = 50

export const symbol = z.string().min(1).max(40)

export const symbols = z
  .union([z.string().min(1).max(2000), z.array(z.string().min(1).max(40)).min(1).max(MOST_SYMBOLS)])
  .describe('List, or text with commas')

export const strategy = z.string().min(1).max(80).describe('By name (list_strategies)')

export const useGpu = z.boolean().optional()

export const startDate = z.string().max(40).optional().describe('YYYY-MM-DD')
export const endDate = z.string().max(40).optional().describe('Itself included')

export const timeframe = z.string().max(20).optional().describe('1m 5m 15m 30m 1h 1d 1w, or 1Min ...')
export const interval = z.string().max(20).optional().describe('The same as timeframe')
export const period = z.string().max(10).optional().describe('1d 5d 1mo 3mo 6mo 1y 2y ytd max')

export const limit = (most: number) => z.int().min(1).max(most).optional()

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
