import { z } from 'zod'
import type { Instant } from '../../core/time.ts'
import { parseStamp } from './stamp.ts'

/** Vendor records: only what we use is looked at, everything else may come, go and change. */
const price = z.number().positive()
const amount = z.number().min(0)
const optional = z.number().nullish().catch(null)
const code = z.string().nullish().catch(null)

export const barSchema = z
  .object({ t: z.string(), o: price, h: price, l: price, c: price, v: amount, n: optional, vw: optional })
  .refine(
    (bar) => bar.h >= Math.max(bar.o, bar.c) && bar.l <= Math.min(bar.o, bar.c),
    'high and low do not enclose open and close',
  )

export const tradeSchema = z.object({
  t: z.string(),
  p: price,
  s: amount,
  x: code,
  c: z.array(z.string()).nullish().catch(null),
  i: z.union([z.number(), z.string()]).nullish().catch(null),
  u: code,
})

/** A price of 0 says that side is empty. */
export const quoteSchema = z.object({ t: z.string(), bp: amount, bs: amount, ap: amount, as: amount, bx: code, ax: code })

export type BarRecord = z.output<typeof barSchema>
export type TradeRecord = z.output<typeof tradeSchema>
export type QuoteRecord = z.output<typeof quoteSchema>

/** Good records with their instants, and what was wrong with the others. */
export interface Decoded<T> {
  rows: { at: Instant; record: T }[]
  setAside: { count: number; reason: string | null }
}

/** Checks each record by itself: one bad record never spoils its neighbours. `raw` may be null (seen where there is no data). */
export function decodeRows<T extends { t: string }>(raw: unknown, schema: z.ZodType<T>): Decoded<T> {
  const decoded: Decoded<T> = { rows: [], setAside: { count: 0, reason: null } }
  for (const one of Array.isArray(raw) ? raw : []) {
    const parsed = schema.safeParse(one)
    const at = parsed.success ? parseStamp(parsed.data.t) : null
    if (parsed.success && at !== null) decoded.rows.push({ at, record: parsed.data })
    else {
      decoded.setAside.count++
      decoded.setAside.reason ??= parsed.success ? `t: '${parsed.data.t}' is no time` : firstIssue(parsed.error)
    }
  }
  return decoded
}

/** Checks a single record (of a snapshot); null when it is missing or unusable. */
export function decodeOne<T extends { t: string }>(raw: unknown, schema: z.ZodType<T>): { at: Instant; record: T } | null {
  return decodeRows([raw], schema).rows[0] ?? null
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  return `${issue.path.join('.') || 'record'}: ${issue.message}`
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field of an object that may be no object. */
export function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined
}
