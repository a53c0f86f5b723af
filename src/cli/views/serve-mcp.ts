import type { ServeMcpOutput } from '../../operations/admin/serve-mcp.ts'
import type { View } from './view.ts'

/** Where the server is, what it may do, and how a client gets in. */
export const view: View<ServeMcpOutput> = (server, { paint }) => {
  const orders =
    server.allow === null
      ? 'orders off'
      : server.allow === 'paper'
        ? 'paper orders'
        : 'LIVE orders as proposals, each approved by a person'
  const rights = server.readOnly ? 'read only' : orders
  return [
    `${paint.bold('MCP server')} ready at ${server.url} · ${server.tools} tools (${server.toolsets.join(', ')}) · ${rights}`,
    `mode ${server.mode} · source ${server.source} · broker ${server.broker}`,
    ...(server.token === null ? [] : ['', `Token of this start, told once: ${server.token}`, '  Authorization: Bearer TOKEN']),
    '',
    'openbell mcp-config claude --http prints what a client needs · Ctrl-C ends it',
  ].join('\n')
}
