import { z } from 'zod'
import { asOpenbellError } from '../../core/errors.ts'
import { type Instant, iso, MINUTE, parseInstant, SECOND } from '../../core/time.ts'
import { readFault } from '../faults/fault-text.ts'
import { ok, Refusal } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { World } from '../world.ts'
import { stateOf } from './state.ts'

/** The switches behind the exchange: its true state, its time, its faults and the plan of its keys. No key needed; the server is local. */
export const adminRoutes: Route[] = [
  { method: 'GET', surface: 'admin', pattern: '/admin/state', handle: state },
  { method: 'POST', surface: 'admin', pattern: '/admin/step', handle: step },
  { method: 'POST', surface: 'admin', pattern: '/admin/faults', handle: addFaults },
  { method: 'DELETE', surface: 'admin', pattern: '/admin/faults', handle: clearFaults },
  { method: 'POST', surface: 'admin', pattern: '/admin/rights', handle: setRights },
]

/** The truth at the present: matching comes up to it first. */
async function state(world: World) {
  await world.advance()
  return ok(stateOf(world))
}

const stepSchema = z.union([
  z.strictObject({ ms: z.number().min(0) }),
  z.strictObject({ seconds: z.number().min(0) }),
  z.strictObject({ minutes: z.number().min(0) }),
  z.strictObject({ to: z.string() }),
])

async function step(world: World, { body }: PocketRequest) {
  const wish = parse(stepSchema, body)
  world.time.step('to' in wish ? until(world, wish.to) : length(wish))
  await world.advance()
  await world.streams?.advance()
  return ok(stateOf(world))
}

function length(wish: { ms: number } | { seconds: number } | { minutes: number }): number {
  if ('ms' in wish) return wish.ms
  return 'seconds' in wish ? wish.seconds * SECOND : wish.minutes * MINUTE
}

function until(world: World, text: string): number {
  const at: Instant | null = parseInstant(text)
  if (at === null) throw new Refusal(400, `invalid to: ${text} is no instant with a zone`)
  const ahead = at - world.time.now()
  if (ahead < 0) throw new Refusal(400, `time never goes back: it is ${iso(world.time.now())}`)
  return ahead
}

/** Takes one fault or `{ faults: [...] }`, each as JSON or in the words of the command line. */
function addFaults(world: World, { body }: PocketRequest) {
  const list = (body as { faults?: unknown } | undefined)?.faults
  try {
    world.faults.add((Array.isArray(list) ? list : [body]).map(readFault))
  } catch (thrown) {
    throw new Refusal(400, `invalid fault: ${asOpenbellError(thrown).message}`)
  }
  return ok(stateOf(world))
}

function clearFaults(world: World) {
  world.faults.clear()
  return ok(stateOf(world))
}

function setRights(world: World, { body }: PocketRequest) {
  world.rights.realtimeSip = parse(z.strictObject({ realtimeSip: z.boolean() }), body).realtimeSip
  return ok(stateOf(world))
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Refusal(400, `invalid body: ${z.prettifyError(parsed.error)}`)
}
