import { defineOperation, z } from '../operation.ts'

const words = (text: string) => z.array(z.string()).describe(text)

/** What our own server offers; the tool of that name says what a running one was started with. */
export const capabilities = defineOperation({
  name: 'capabilities',
  toolset: 'admin',
  summary: 'What serve-mcp offers to AI clients and to other openbells: tools with their effect, resources, prompts, analyses.',
  effect: 'read',
  input: z.strictObject({
    readOnly: z.boolean().default(false).describe('As serve-mcp takes it'),
    allow: z.enum(['paper', 'live']).optional().describe('As serve-mcp takes it'),
  }),
  output: z.strictObject({
    name: z.literal('openbell').describe('What this is'),
    version: z.string().describe('Version'),
    protocols: words('Protocol revisions, newest first'),
    mode: z.enum(['paper', 'live']).describe('Mode of the account'),
    allow: z.enum(['paper', 'live']).nullable().describe('Orders that programs may ask for; null = none'),
    readOnly: z.boolean().describe('Nothing is written, nothing traded'),
    source: z.string().describe('Where market data comes from'),
    broker: z.string().describe('Where the account is'),
    toolsets: words('Toolsets that are listed'),
    tools: z
      .array(
        z.strictObject({
          name: z.string().describe('Name'),
          toolset: z.string().describe('Toolset'),
          effect: z.enum(['read', 'write', 'trade']).describe('What it may do'),
          listed: z.boolean().describe('In the list that a client sees; others are found with tools_find'),
        }),
      )
      .describe('Every tool that may be called'),
    resources: words('Addresses, or templates of addresses'),
    prompts: words('Names'),
    analyses: z
      .array(
        z.strictObject({
          kind: z.enum(['technical']).describe('What it is made from'),
          tool: z.string().describe('Tool to ask'),
          argument: z.string().describe('Argument that takes the symbol'),
        }),
      )
      .describe('Views of a symbol that others may ask for'),
    peers: z.int().describe('Other servers that this one asks'),
  }),
  examples: [
    { title: 'What a client would find', input: {} },
    { title: 'Of a server that only reads', input: { readOnly: true } },
  ],
  async run(context, { readOnly, allow }) {
    return (await context.toolServer()).describe({ toolsets: ['default'], readOnly, allow: allow ?? null, compat: false })
  },
})
