import type { Server } from '@modelcontextprotocol/server'
import type { Handlers } from '../handlers.ts'
import type { JsonObject } from '../tool.ts'
import { askingTools } from './asking-tools.ts'
import { contentTools } from './content-tools.ts'
import type { FixtureTool } from './fixture.ts'
import { completeFixture, prompts, readFixture, resources, templates, writeFixture } from './reading.ts'
import { roundTools } from './rounds.ts'

const tools = new Map<string, FixtureTool>([...contentTools, ...askingTools, ...roundTools].map((one) => [one.name, one]))
const NO_ARGUMENTS = { type: 'object', properties: {} }

/**
 * Puts what the public conformance runner calls by name around the real handlers, so that transport, guards, sessions and everything
 * else under test are the real ones. Only where OPENBELL_MCP_FIXTURES=1.
 */
export function installFixtures(handlers: Handlers, server: Server): Handlers {
  server.registerCapabilities({ logging: {} })
  const listed = [...tools.values()].map(({ name, description, inputSchema }) => ({
    ...{ name, description },
    inputSchema: inputSchema ?? NO_ARGUMENTS,
  }))
  return {
    ...handlers,
    'tools/list': appending(handlers, 'tools/list', 'tools', listed),
    'resources/list': appending(handlers, 'resources/list', 'resources', resources),
    'resources/templates/list': appending(handlers, 'resources/templates/list', 'resourceTemplates', templates),
    'prompts/list': appending(handlers, 'prompts/list', 'prompts', prompts),
    'tools/call': async (request, context) => {
      const tool = tools.get(String(request.params?.name))
      return tool ? tool.call((request.params?.arguments ?? {}) as JsonObject, context) : handlers['tools/call'](request, context)
    },
    'resources/read': async (request, context) =>
      readFixture(String(request.params?.uri)) ?? handlers['resources/read'](request, context),
    'resources/subscribe': async (request, context) =>
      readFixture(String(request.params?.uri)) ? {} : handlers['resources/subscribe'](request, context),
    'resources/unsubscribe': async (request, context) =>
      readFixture(String(request.params?.uri)) ? {} : handlers['resources/unsubscribe'](request, context),
    'prompts/get': async (request, context) => {
      const { name, arguments: values = {} } = request.params as { name: string; arguments?: Record<string, string> }
      return writeFixture(name, values, context) ?? handlers['prompts/get'](request, context)
    },
    'completion/complete': async (request, context) => {
      const { ref, argument } = request.params as { ref: { name?: unknown }; argument: { value: string } }
      return completeFixture(ref, String(argument.value)) ?? handlers['completion/complete'](request, context)
    },
  }
}

/** The real list with ours behind it. */
function appending(handlers: Handlers, method: string, field: string, ours: readonly object[]): Handlers[string] {
  return async (request, context) => {
    const answer = await handlers[method](request, context)
    return { ...answer, [field]: [...((answer as JsonObject)[field] as object[]), ...ours] }
  }
}
