import type { Socket } from 'node:net'
import { SECOND } from '../../core/time.ts'
import type { Reply } from '../reply.ts'
import type { World } from '../world.ts'
import { lengthOf } from './fault-plan.ts'
import type { Fault } from './faults.ts'

/** How far exchange time moves at a time while an answer waits for its fill. */
const STEP_MS = SECOND / 10

/**
 * Faults that strike after the request was done, so that what it asked for has happened and only the answer suffers: kept back for ever, cut off,
 * replaced by an error of the edge, or held until the order's first fill has been told. Null when nothing is to be sent any more.
 */
export async function loseAnswer(
  world: World,
  fault: Fault | null,
  reply: Reply,
  socket: Socket,
  signal: AbortSignal,
): Promise<Reply | null> {
  switch (fault?.kind) {
    case 'accepted-then-timeout':
      return null
    case 'accepted-then-cut':
      socket.destroy()
      return null
    case 'accepted-then-status':
      return { status: fault.status, body: `<html><body><h1>${fault.status}</h1></body></html>` }
    case 'fill-before-answer':
      await untilFilled(world, orderId(reply), lengthOf(fault.patience), signal)
      return reply
    default:
      return reply
  }
}

function orderId({ status, body }: Reply): string | null {
  const id = status === 200 ? (body as { id?: unknown } | undefined)?.id : null
  return typeof id === 'string' ? id : null
}

/** Exchange time goes on until an execution of the order was told, or so many milliseconds of it have passed. */
async function untilFilled(world: World, id: string | null, patience: number, signal: AbortSignal): Promise<void> {
  if (id === null) return
  let filled = false
  const end = world.onTradeEvent(({ order, execution_id }) => {
    filled ||= order.id === id && execution_id !== null
  })
  const until = world.time.now() + patience
  while (!filled && !signal.aborted && world.time.now() < until) {
    if (world.time.speed === 0) world.time.step(STEP_MS)
    else await world.clock.sleep(world.clock.now() + 10, signal).catch(() => {})
    await world.advance()
    await world.streams?.advance()
  }
  end()
}
