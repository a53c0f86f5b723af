import { resolve } from 'node:path'
import type { PeerConfig } from '../../ports/peers.ts'
import { type Context, defineOperation, OpenbellError, z } from '../operation.ts'
import { approvalOf } from './approval.ts'
import { commandWords } from './command-words.ts'
import { offerOutput } from './output.ts'
import { offerOf, waitingOf } from './rows.ts'

const input = z.strictObject({
  name: z.string().describe('Name for the peer: lower-case letters, digits, hyphens').meta({ positional: true }),
  command: z.string().optional().describe('Program that speaks MCP on its stdin and stdout, with its arguments'),
  url: z.string().optional().describe('Address of a server: https, or http on this machine'),
  tokenEnv: z.string().optional().describe('Environment variable that holds its bearer token'),
  env: z
    .array(z.string())
    .default([])
    .describe('Environment variable that the program is given, by its name; may be given many times; it gets no other of yours'),
})

/** Connects to a server, shows what it offers, and keeps it; what it offers may be called once a person approved it. */
export const mcpConnect = defineOperation({
  name: 'mcp.connect',
  toolset: 'admin',
  effect: 'write',
  // No grant of a server lets a program decide which servers are peers.
  only: 'people',
  summary: 'Make another MCP server a peer: see what it offers, approve it, ask it with federate.',
  help: `A peer's program is started with your rights and an environment of its own: no key of an account, only what --env names.
What it offers can be called after you approved it (at a terminal you are asked; --yes approves), and only as it was then:
a tool whose words or schemas change waits for you again. A tool that could act on an account is refused for good.`,
  input,
  output: offerOutput,
  examples: [
    { title: 'A program', input: { name: 'desk', command: 'node desk-server.js' } },
    { title: 'A server elsewhere', input: { name: 'news', url: 'https://news.example/mcp', tokenEnv: 'NEWS_TOKEN' } },
  ],
  async run(context, asked) {
    const peers = await context.peers()
    const config = configOf(context, asked)
    if (peers.list().some(({ name }) => name === config.name)) {
      throw new OpenbellError('usage', `there is a peer '${config.name}' already`, `openbell mcp disconnect ${config.name}`)
    }
    const manifest = await peers.look(config, context.signal)
    const approved = context.assumeYes && !context.dryRun ? waitingOf(manifest.tools) : []
    if (!context.dryRun) peers.add(config)
    if (approved.length > 0) peers.pin(config.name, approved)
    return offerOf(manifest, approved)
  },
  followUp: approvalOf,
})

function configOf({ clock }: Context, { name, command, url, tokenEnv, env }: z.output<typeof input>): PeerConfig {
  if ((command === undefined) === (url === undefined)) {
    throw new OpenbellError(
      'usage',
      'a peer has either a command or an address',
      `openbell mcp connect ${name} --command 'node server.js'`,
    )
  }
  const addedAt = clock.now()
  if (url !== undefined) {
    if (env.length > 0) throw new OpenbellError('usage', '--env is about programs', '--token-env VARIABLE')
    return { name, transport: { kind: 'http', url, tokenEnv: tokenEnv ?? null }, pinned: {}, addedAt }
  }
  if (tokenEnv !== undefined) throw new OpenbellError('usage', '--token-env is about addresses', `--env ${tokenEnv}`)
  const [file, ...args] = commandWords(command ?? '')
  return { name, transport: { kind: 'stdio', command: file, args, cwd: resolve('.'), env }, pinned: {}, addedAt }
}
