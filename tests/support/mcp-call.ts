import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { Watches } from '../../src/mcp/resources/watches.ts'
import type { ServerOptions, ServerState } from '../../src/mcp/state.ts'
import type { ToolCall } from '../../src/mcp/tool.ts'
import type { Broker } from '../../src/ports/broker.ts'
import { createTestContext, type TestContext, type TestContextOptions } from './context.ts'
import { ExchangeBroker } from './exchange-broker.ts'

/** A Friday, an hour and a half after the open. */
export const FRIDAY = Date.UTC(2026, 2, 20, 15)

export interface McpCall extends TestContext {
  call: ToolCall
  broker: Broker
}

export interface McpCallOptions extends Partial<ServerOptions> {
  /** What the market's clock shows; a function lets it go on. */
  now?: number | (() => number)
  world?: TestContextOptions
}

/** A call of a program without a transport: the real simulated market and an account at a matching core; waits take real time. */
export function mcpCall({ now = FRIDAY, world = {}, ...options }: McpCallOptions = {}): McpCall {
  const time = typeof now === 'number' ? () => now : now
  const broker = world.broker ?? new ExchangeBroker(time())
  const simulated = createSimulatedSource({ seed: 1, clock: { ...createSystemClock(), now: time } })
  const made = createTestContext({ sources: { simulated }, now: time(), broker, ...world })
  const chosen: ServerOptions = { toolsets: ['default'], readOnly: false, allow: null, compat: false, ...options }
  const context = {
    ...made.context,
    clock: createSystemClock(),
    caller: 'mcp' as const,
    grants: { write: !chosen.readOnly, trade: chosen.allow },
  }
  const watches = new Watches((signal) => ({ context: { ...context, signal }, client: null, server }), context.log)
  const server = { options: chosen, context, watches, version: 'test' } as unknown as ServerState
  return { ...made, broker, call: { context, client: null, server } }
}
