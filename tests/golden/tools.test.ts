import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encode } from 'gpt-tokenizer'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../../src/mcp/state.ts'
import type { Tool } from '../../src/mcp/tool.ts'
import { toolsOf } from '../../src/mcp/tools/all.ts'
import { TOOLSETS } from '../../src/operations/operation.ts'
import { createTestContext } from '../support/context.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), 'tools')
const { context } = createTestContext()

/** As people start servers. */
const STARTS: Record<string, Partial<ServerOptions>> = {
  default: {},
  'default, --read-only': { readOnly: true },
  'default, --allow paper': { allow: 'paper' },
  'default, --allow paper --compat': { allow: 'paper', compat: true },
  ...Object.fromEntries(TOOLSETS.map((one) => [`${one}, --allow paper`, { toolsets: [one], allow: 'paper' }])),
  'all, --allow paper': { toolsets: ['all'], allow: 'paper' },
  'all, --allow paper --compat': { toolsets: ['all'], allow: 'paper', compat: true },
}

const started = (options: Partial<ServerOptions>) =>
  toolsOf({ toolsets: ['default'], readOnly: false, allow: null, compat: false, ...options }, context)

/** What clients are told is what their models act on: write these files anew only knowing why (OPENBELL_WRITE_GOLDEN=1). */
function compare(name: string, value: unknown): void {
  const file = join(folder, `${name}.json`)
  const text = `${JSON.stringify(value, null, 1)}\n`
  if (process.env.OPENBELL_WRITE_GOLDEN) writeFileSync(file, text)
  expect(JSON.parse(text)).toEqual(JSON.parse(readFileSync(file, 'utf8')))
}

describe('what clients are told', () => {
  it('which tools a server lists, by how it is started, and how many tokens that is', async () => {
    const lists: Record<string, unknown> = {}
    for (const [name, options] of Object.entries(STARTS)) {
      const { tools, listed } = await started(options)
      const text = JSON.stringify({ tools: listed.map((one) => tools.get(one)!.listing) })
      lists[name] = { tokens: encode(text).length, listed }
    }
    compare('lists', lists)
  })

  it('of every tool its words, its schemas and its hints', async () => {
    const { tools } = await started({ toolsets: ['all'], allow: 'paper', compat: true })
    const sets = Map.groupBy(tools.values(), (one: Tool) => one.toolset)
    for (const [toolset, all] of sets) {
      const told = all.map(({ effect, operation, listing: { name, ...rest } }) => [name, { effect, operation, ...rest }])
      compare(toolset, Object.fromEntries(told))
    }
    expect(readdirSync(folder).sort()).toEqual(['lists.json', ...[...sets.keys()].map((one) => `${one}.json`)].sort())
  })
})
