import { existsSync, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { NodeStreamableHTTPServerTransport, toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { type PeerTool, toolsOf } from './peer-tools.ts'

/**
 * A small MCP server as a program: `node peer-server.ts KIND [--http [--legacy]] [--words FILE] [--mute]`. KIND names a table of tools; with --http
 * it prints its address; the token that it wants is PEER_TOKEN; what FILE holds stands in the description of its tools; --mute answers nothing; --stubborn
 * does not end when it is told to.
 */
const [kind, ...flags] = process.argv.slice(2)
const after = (flag: string) => (flags.includes(flag) ? flags[flags.indexOf(flag) + 1] : null)

function tools(): PeerTool[] {
  const file = after('--words')
  const words = file !== null && existsSync(file) ? ` ${readFileSync(file, 'utf8').trim()}` : ''
  return toolsOf(kind).map((tool) => ({ ...tool, description: tool.description + words }))
}

function factory(): Server {
  const server = new Server({ name: `test-${kind}`, version: '1.2.3' }, { capabilities: { tools: {} } })
  server.setRequestHandler('tools/list', async () => ({ tools: tools().map(({ answer: _, ...listing }) => listing) }) as never)
  server.setRequestHandler('tools/call', async ({ params }, ctx) => {
    const tool = tools().find(({ name }) => name === params.name)
    if (!tool) throw new Error(`no tool ${params.name}`)
    return (await tool.answer((params.arguments ?? {}) as Record<string, unknown>, { server, ctx })) as never
  })
  return server
}

if (flags.includes('--stubborn')) {
  process.on('SIGTERM', () => {})
  setInterval(() => {}, 60_000)
}

if (flags.includes('--mute')) {
  process.stdin.resume().on('end', () => process.exit(0))
  setInterval(() => {}, 60_000)
} else if (flags.includes('--http')) {
  serveHttp()
} else {
  process.stderr.write(`${kind} is up\n`)
  serveStdio(factory)
}

/** A server of 2025: a session for each client, and no newer revision. */
function legacyHandler(): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>()
  return async (request, response) => {
    const known = sessions.get(String(request.headers['mcp-session-id']))
    if (known) return known.handleRequest(request, response)
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => `session-${sessions.size}`,
      onsessioninitialized: (id: string) => void sessions.set(id, transport),
    })
    await factory().connect(transport)
    await transport.handleRequest(request, response)
  }
}

function serveHttp(): void {
  const handler = flags.includes('--legacy') ? legacyHandler() : toNodeHandler(createMcpHandler(factory))
  const token = process.env.PEER_TOKEN
  const listening = createServer((request, response) => {
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
      return
    }
    void handler(request, response)
  })
  listening.listen(0, '127.0.0.1', () => {
    const { port } = listening.address() as { port: number }
    process.stdout.write(`http://127.0.0.1:${port}/mcp\n`)
  })
  process.stdin.resume().on('end', () => process.exit(0))
}
