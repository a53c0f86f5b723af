import { z } from 'zod'

const common = {
  /** Requests it hits, then it is gone. */
  times: z.int().min(1).max(1_000_000).default(1),
  /** Matching requests that pass unharmed first. */
  skip: z.int().min(0).default(0),
  /** Only paths that start with this. */
  path: z.string().default('/v'),
}

/** What `POST /admin/faults` takes: one fault, or `{ faults: [...] }`. */
export const faultSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rate-limit'),
    resetSeconds: z.number().min(0).default(1),
    retryAfter: z.boolean().default(false),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599).default(500),
    body: z.enum(['json', 'html', 'empty']).default('json'),
    ...common,
  }),
  z.strictObject({ kind: z.literal('hang'), ...common }),
  z.strictObject({ kind: z.literal('refuse'), ...common }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.number().min(0).max(600_000).default(1000), ...common }),
  z.strictObject({ kind: z.literal('cut'), ...common }),
  z.strictObject({ kind: z.literal('malformed'), ...common }),
  z.strictObject({ kind: z.literal('unknown-fields'), ...common }),
  z.strictObject({ kind: z.literal('missing-fields'), fields: z.array(z.string()).min(1), ...common }),
  z.strictObject({ kind: z.literal('null-rows'), ...common }),
  z.strictObject({ kind: z.literal('bad-rows'), fields: z.record(z.string(), z.unknown()), ...common }),
  z.strictObject({ kind: z.literal('short-pages'), points: z.int().min(1).default(1), ...common }),
])

export type Fault = z.output<typeof faultSchema>

/** The scripted faults still to come, first added first. */
export interface FaultPlan {
  add(faults: Fault[]): void
  clear(): void
  /** The fault that hits this request, used up by one; null when none does. */
  take(path: string): Fault | null
  pending(): Fault[]
  /** Faults served so far. */
  served(): number
}

export function createFaultPlan(): FaultPlan {
  let pending: Fault[] = []
  let served = 0
  return {
    add(faults) {
      pending.push(...faults.map((fault) => ({ ...fault })))
    },
    clear() {
      pending = []
    },
    take(path) {
      const fault = pending.find((one) => path.startsWith(one.path))
      if (!fault) return null
      if (fault.skip > 0) {
        fault.skip--
        return null
      }
      fault.times--
      if (fault.times <= 0) pending = pending.filter((one) => one !== fault)
      served++
      return { ...fault }
    },
    pending: () => pending.map((fault) => ({ ...fault })),
    served: () => served,
  }
}
