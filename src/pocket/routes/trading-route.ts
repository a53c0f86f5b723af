import type { Reply } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import type { Desk } from '../trading/desk.ts'
import type { World } from '../world.ts'

type DeskHandler = (desk: Desk, request: PocketRequest, world: World) => Reply | Promise<Reply>

/** A route of the account: matching comes up to the present before it answers. */
export function deskRoute(method: string, pattern: string, handle: DeskHandler): Route {
  return {
    method,
    pattern,
    surface: 'trading',
    async handle(world, request) {
      await world.trading.catchUp('loosely')
      return handle(world.trading.desk, request, world)
    },
  }
}
