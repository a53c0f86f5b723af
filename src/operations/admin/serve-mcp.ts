import type { RunningToolServer, ToolServerOptions } from '../../ports/tool-server.ts'
import { riskInput } from '../common/limits.ts'
import { type Context, defineOperation, OpenbellError, TOOLSETS, z } from '../operation.ts'

/** Where clients look for it when nothing else is said. */
const PORT = 3000
const TOOLSET_WORDS = ['default', 'all', ...TOOLSETS, 'peers'] as const

const serveMcpOutput = z.strictObject({
  transport: z.enum(['stdio', 'http']).describe('How clients talk to it'),
  url: z.string().nullable().describe('Address of the endpoint; null over stdio'),
  token: z
    .string()
    .nullable()
    .describe('Bearer token made for this start, told once; null when it was given, or none is asked for'),
  tools: z.int().describe('Tools in the list that a client sees'),
  toolsets: z.array(z.string()).describe('Toolsets in that list'),
  mode: z.enum(['paper', 'live']).describe('Mode of the account'),
  allow: z.enum(['paper', 'live']).nullable().describe('Orders that programs may ask for; null = none'),
  readOnly: z.boolean().describe('Nothing is written, nothing traded'),
  source: z.string().describe('Where market data comes from'),
  broker: z.string().describe('Where the account is'),
})
export type ServeMcpOutput = z.output<typeof serveMcpOutput>

/** Serves the operations to AI clients until the client goes, or it is interrupted. Over stdio, stdout is the protocol's alone. */
export const serveMcp = defineOperation({
  name: 'serve-mcp',
  toolset: 'admin',
  summary: 'Serve the workstation to AI clients (MCP), over stdio or HTTP on this machine; orders are off until --allow.',
  effect: 'write',
  deadlineMs: null,
  input: z.strictObject({
    http: z
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe(`Over Streamable HTTP on 127.0.0.1 instead of stdio, on this port (${PORT} when none is said, 0 = any free one)`)
      .meta({ bare: PORT }),
    toolsets: z
      .string()
      .default('default')
      .describe(`Which tools are listed: ${TOOLSET_WORDS.join(', ')}, with commas`),
    tools: z.string().default('').describe('Tools that are listed too, by their names, with commas'),
    without: z
      .string()
      .default('')
      .describe('Tools that the server does not have, whatever else is said: nothing that asks for the same runs either'),
    readOnly: z.boolean().default(false).describe('Leave out every tool that writes or trades, whatever else is said'),
    allow: z
      .enum(['paper', 'live'])
      .optional()
      .describe('Orders: on paper accounts, or proposals for the live one that a person approves'),
    risk: riskInput
      .default('settings')
      .describe('Limits of every order that programs ask for: settings, a JSON file, or none (paper accounts only)'),
    compat: z.boolean().default(false).describe('Also list tools under the names that clients of other servers know'),
    token: z.boolean().default(true).describe('HTTP without a bearer token: any program on this machine may call'),
  }),
  output: serveMcpOutput,
  examples: [
    { title: 'Over stdio, as clients start it', input: {} },
    { title: 'Over HTTP on port 3000; the token is printed once', input: { http: PORT } },
    { title: 'Paper orders, from preview to fill', input: { allow: 'paper' } },
    { title: 'Look, never touch', input: { readOnly: true, toolsets: 'market,analysis' } },
    { title: 'No code of programs, and no other servers', input: { without: 'run,federate' } },
  ],
  streams: () => true,
  async run(context, { http, toolsets, tools, without, allow, ...same }) {
    const chosen = { toolsets: toolsetsOf(toolsets), tools: wordsOf(tools), without: wordsOf(without) }
    const options = { port: http ?? null, allow: allow ?? null, ...chosen, ...same }
    if (context.dryRun) {
      context.progress.note(`dry run: ${http === undefined ? 'stdio' : `port ${http} on 127.0.0.1`} would be served`)
      return nothing()
    }
    return untilEnded(context, options)
  },
})

async function* nothing(): AsyncIterable<ServeMcpOutput> {}

function wordsOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

/** @throws OpenbellError usage for a word that is no toolset */
function toolsetsOf(text: string): string[] {
  const words = wordsOf(text)
  const wrong = words.find((word) => !(TOOLSET_WORDS as readonly string[]).includes(word))
  if (wrong !== undefined || words.length === 0) {
    throw new OpenbellError('usage', `no toolset '${wrong ?? text}'`, `--toolsets ${TOOLSET_WORDS.join(',')}`)
  }
  return words
}

const AT_A_TERMINAL =
  'serving MCP on stdin and stdout, for a client that starts it (openbell mcp-config claude); a server of its own: openbell serve-mcp --http; Ctrl-C ends it'

async function* untilEnded(context: Context, options: ToolServerOptions): AsyncIterable<ServeMcpOutput> {
  const { signal } = context
  const host = await context.toolServer()
  const running: RunningToolServer = await host.start(options)
  try {
    // Over stdio whatever stands on stdout is read as the protocol.
    if (running.info.transport === 'http') yield running.info
    else if (context.interactive) context.progress.note(AT_A_TERMINAL)
    const stopped = new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([running.ended, stopped])
  } finally {
    await running.close()
  }
}
