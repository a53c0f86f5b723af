import { z } from 'zod'

/** When a fault acts: New York time of the exchange's day, or an instant, and for how long. Without `at` from now on. */
const when = {
  at: z
    .string()
    .regex(
      /^\d{1,2}:\d{2}(:\d{2})?$|^\d{4}-\d{2}-\d{2}T.+(Z|[+-]\d{2}:\d{2})$/,
      'HH:MM[:SS] of New York, or an instant with a zone',
    )
    .optional(),
  duration: z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a length such as 250ms, 90s, 5m, 1h')
    .optional(),
}

const counted = {
  ...when,
  /** How often it strikes, then it is gone; default once, or as often as it can while its duration lasts. */
  times: z.int().min(1).max(1_000_000).optional(),
  /** Chances that pass unharmed first. */
  skip: z.int().min(0).default(0),
  /** Share of the remaining chances it takes, drawn from the seed. */
  chance: z.number().min(0).max(1).default(1),
}

const request = {
  ...counted,
  /** Only paths that start with this. */
  path: z.string().default('/v'),
  /** Only requests of this method. */
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).optional(),
}

/** Faults of an order that did arrive: POST /v2/orders unless told otherwise. */
const arrived = {
  ...request,
  path: z.string().default('/v2/orders'),
  method: z.enum(['GET', 'POST', 'PATCH', 'PUT', 'DELETE']).default('POST'),
}

/** Only updates of this symbol. */
const update = { ...counted, symbol: z.string().optional() }

/** Which sockets: those of order updates, those of market data, or both. */
const sockets = { stream: z.enum(['trading', 'data', 'all']).default('all') }

const length = (fallback: string) =>
  z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m|h)$/, 'a length such as 250ms, 90s, 5m, 1h')
    .default(fallback)

const kind = <T extends string>(name: T) => ({ kind: z.literal(name) })

/** What `POST /admin/faults` takes: one fault, or `{ faults: [...] }`. */
export const faultSchema = z.discriminatedUnion('kind', [
  // Answers in place of the route's own: nothing is stored.
  z.strictObject({
    ...kind('rate-limit'),
    resetSeconds: z.number().min(0).default(1),
    retryAfter: z.boolean().default(false),
    ...request,
  }),
  z.strictObject({
    ...kind('status'),
    status: z.int().min(400).max(599).default(500),
    body: z.enum(['json', 'html', 'empty']).default('json'),
    ...request,
  }),
  z.strictObject({ ...kind('hang'), ...request }),
  z.strictObject({ ...kind('refuse'), ...request }),
  // The answer is the route's own, but it comes late, short or wrong.
  z.strictObject({ ...kind('slow'), delayMs: z.number().min(0).max(600_000).default(1000), ...request }),
  z.strictObject({ ...kind('cut'), ...request }),
  z.strictObject({ ...kind('malformed'), ...request }),
  z.strictObject({ ...kind('unknown-fields'), ...request }),
  z.strictObject({ ...kind('missing-fields'), fields: z.array(z.string()).min(1), ...request }),
  z.strictObject({ ...kind('null-rows'), ...request }),
  z.strictObject({ ...kind('bad-rows'), fields: z.record(z.string(), z.unknown()), ...request }),
  z.strictObject({ ...kind('short-pages'), points: z.int().min(1).default(1), ...request }),
  // The request is on its way for so long, whoever still waits for it.
  z.strictObject({ ...kind('late-arrival'), delayMs: z.number().min(0).max(600_000).default(3000), ...arrived }),
  // The request was done; the answer is lost.
  z.strictObject({ ...kind('accepted-then-timeout'), ...arrived }),
  z.strictObject({ ...kind('accepted-then-cut'), ...arrived }),
  z.strictObject({ ...kind('accepted-then-status'), status: z.int().min(500).max(599).default(504), ...arrived }),
  z.strictObject({ ...kind('fill-before-answer'), patience: length('1m'), ...arrived }),
  // The stream of order updates.
  z.strictObject({ ...kind('replayed-fills'), delay: length('0s'), ...update }),
  z.strictObject({ ...kind('late-fills'), delay: length('5s'), ...update }),
  z.strictObject({ ...kind('reordered-fills'), ...update }),
  // Sockets.
  z.strictObject({ ...kind('cut-stream'), ...sockets, ...when }),
  z.strictObject({ ...kind('mute-stream'), ...sockets, ...when }),
  z.strictObject({
    ...kind('refuse-stream'),
    code: z.union([z.literal(402), z.literal(404), z.literal(406), z.literal(429), z.literal(500)]).default(406),
    ...sockets,
    ...counted,
  }),
  // Prints that come after their minute's bar was told: a bar without them, and 30 s later an updated one.
  z.strictObject({ ...kind('late-prints'), symbol: z.string().optional(), ...when }),
  // The market itself: every route, both streams and the matching see it.
  z.strictObject({ ...kind('halt'), symbol: z.string(), ...when }),
  z.strictObject({ ...kind('partial-fills'), symbol: z.string().optional(), shares: z.int().min(1).default(1), ...when }),
  z.strictObject({ ...kind('split'), symbol: z.string(), ratio: z.number().positive().default(2), day: z.iso.date().optional() }),
  z.strictObject({ ...kind('half-day'), day: z.iso.date().optional() }),
  z.strictObject({ ...kind('clock-jump'), by: length('1m'), ...when }),
])

export type Fault = z.output<typeof faultSchema>
export type FaultKind = Fault['kind']
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>

export const FAULT_KINDS: readonly FaultKind[] = faultSchema.options.map((option) => option.shape.kind.value)
