import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Context, defineOperation, z } from '../operation.ts'
import { CLIENTS, FORMATS, type Reach } from './clients.ts'

const PORT = 3000
const TOKEN = 'OPENBELL_MCP_TOKEN'
/** Settings that were typed belong to the server that a client starts. */
const TYPED = ['source', 'broker', 'mode', 'session', 'seed'] as const

const input = z.strictObject({
  client: z.enum(CLIENTS).describe('claude, cursor or vscode').meta({ positional: true }),
  http: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe(`For a server that runs already (serve-mcp --http), on this port (${PORT} when none is said)`)
    .meta({ bare: PORT }),
  toolsets: z.string().optional().describe('As serve-mcp takes it'),
  tools: z.string().optional().describe('As serve-mcp takes it'),
  without: z.string().optional().describe('As serve-mcp takes it'),
  readOnly: z.boolean().default(false).describe('As serve-mcp takes it'),
  allow: z.enum(['paper', 'live']).optional().describe('As serve-mcp takes it'),
  compat: z.boolean().default(false).describe('As serve-mcp takes it'),
})

/** The configuration by which an AI client finds this workstation, to be pasted into its file. */
export const mcpConfig = defineOperation({
  name: 'mcp-config',
  toolset: 'admin',
  summary: 'Print the configuration by which an AI client starts or finds this workstation.',
  effect: 'read',
  input,
  output: z.strictObject({
    client: z.enum(CLIENTS).describe('AI client'),
    transport: z.enum(['stdio', 'http']).describe('The client starts the server, or finds one that runs'),
    file: z.string().describe('Where the text belongs'),
    text: z.string().describe('What to paste: JSON; a token stands in it as a reference only'),
    next: z.string().describe('What else is to be done'),
  }),
  examples: [
    { title: 'The client starts the server', input: { client: 'claude' } },
    { title: 'With paper orders', input: { client: 'cursor', allow: 'paper' } },
    { title: 'A server that runs already', input: { client: 'vscode', http: PORT } },
  ],
  async run(context, asked) {
    const reach = asked.http === undefined ? program(context, asked) : address(asked.http)
    const { file, configuration } = FORMATS[asked.client]
    const where = file(reach.kind)
    const next =
      reach.kind === 'stdio'
        ? 'start the client anew'
        : `${TOKEN}=... openbell serve-mcp --http ${asked.http}${wordsOf(asked)
            .join(' ')
            .replace(/^(?=.)/, ' ')}, and the same ${TOKEN} where the client starts`
    context.progress.note(`${where}; then: ${next}`)
    return { client: asked.client, transport: reach.kind, file: where, text: JSON.stringify(configuration(reach), null, 2), next }
  },
})

/** The very Node and the very launcher that run now: a client has another PATH and another folder. */
function program({ settings }: Context, asked: z.output<typeof input>): Reach {
  const launcher = fileURLToPath(new URL('../../../bin/openbell.js', import.meta.url))
  const typed = TYPED.filter((name) => settings.origins[name] === 'flag').flatMap((name) => [`--${name}`, String(settings[name])])
  const args = [launcher, 'serve-mcp', '--home', resolve(settings.home), ...typed, ...wordsOf(asked)]
  return { kind: 'stdio', command: process.execPath, args }
}

function wordsOf({ toolsets, tools, without, readOnly, allow, compat }: z.output<typeof input>): string[] {
  return [
    ...(toolsets === undefined ? [] : ['--toolsets', toolsets]),
    ...(tools === undefined ? [] : ['--tools', tools]),
    ...(without === undefined ? [] : ['--without', without]),
    ...(readOnly ? ['--read-only'] : []),
    ...(allow === undefined ? [] : ['--allow', allow]),
    ...(compat ? ['--compat'] : []),
  ]
}

function address(port: number): Reach {
  return { kind: 'http', url: `http://127.0.0.1:${port}/mcp`, tokenEnv: TOKEN }
}
