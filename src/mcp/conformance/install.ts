import type { Server } from '@modelcontextprotocol/server'
import type { Handlers } from '../handlers.ts'

export function installFixtures(handlers: Handlers, _server: Server): Handlers {
  return handlers
}
