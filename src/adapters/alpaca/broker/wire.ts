import { z } from 'zod'
import type { Instant } from '../../../core/time.ts'
import { parseStamp } from '../stamp.ts'

/** Fields of the trading API. Amounts are decimal strings, numbers are taken too; whatever is unusable counts as missing. */

function toNumber(value: string | number): number {
  return typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value)
}

/** A number that must be there. */
export const amount = z.union([z.string(), z.number()]).transform(toNumber).pipe(z.number())
/** A number that may be missing, null or anything. */
export const perhaps = amount
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)
export const text = z.string().min(1)
export const perhapsText = text
  .nullish()
  .transform((value) => value ?? null)
  .catch(null)
export const flag = z.boolean().nullish().catch(null)
export const stamp = z
  .string()
  .nullish()
  .transform((value): Instant | null => (value ? parseStamp(value) : null))
  .catch(null)

/** What was wrong with a record: the field and why. */
export function faultOf(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue.path.join('.') || issue.message
}
