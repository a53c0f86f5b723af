import { countTokens } from 'gpt-tokenizer'
import { describe, expect, it } from 'vitest'
import type { ServerOptions } from '../../../../src/mcp/state.ts'
import type { JsonObject, Tool, ToolListing } from '../../../../src/mcp/tool.ts'
import { toolsOf } from '../../../../src/mcp/tools/all.ts'
import { MOST_BYTES, shortList } from '../../../../src/mcp/tools/short-list.ts'
import { createTestContext } from '../../../support/context.ts'

const { context } = createTestContext()
const DEFAULT: ServerOptions = { toolsets: ['default'], readOnly: false, allow: 'paper', compat: false }
const STARTS: [string, ServerOptions][] = [
  ['default', DEFAULT],
  ['compat', { ...DEFAULT, compat: true }],
  ['compat, no orders', { ...DEFAULT, compat: true, allow: null }],
  ['all', { ...DEFAULT, toolsets: ['all'] }],
  ['all, no orders', { ...DEFAULT, toolsets: ['all'], allow: null }],
]

async function listedOf(options: ServerOptions): Promise<Tool[]> {
  const { tools, listed } = await toolsOf(options, context)
  return listed.map((name) => tools.get(name)!)
}

describe('the list of tools that a client gets', () => {
  it.each(STARTS)('is under 12,000 tokens: %s', async (_, options) => {
    const list = shortList(await listedOf(options))
    expect(countTokens(JSON.stringify(list))).toBeLessThan(12_000)
  })

  it('leaves a list that is short enough as it is', async () => {
    const tools = await listedOf(DEFAULT)
    expect(shortList(tools)).toEqual(tools.map((one) => one.listing))
  })

  it('gives up words and never what a call needs: names, types, choices, what must be said', async () => {
    const tools = await listedOf({ ...DEFAULT, toolsets: ['all'], compat: true })
    const list = shortList(tools, 0)
    expect(list.map(essence)).toEqual(tools.map(({ listing }) => essence(listing)))
    expect(JSON.stringify(list).length).toBeLessThan(0.7 * JSON.stringify(tools.map((one) => one.listing)).length)
  })

  it('gives up no more than it must', async () => {
    const tools = await listedOf({ ...DEFAULT, toolsets: ['all'] })
    const whole = tools.map(({ listing }) => listing)
    const bytes = Buffer.byteLength(JSON.stringify(whole))
    const [first] = shortList(tools, bytes - 1)
    expect(first).toEqual({ ...whole[0], outputSchema: undefined })
    const sizes = [bytes, 60_000, 55_000, MOST_BYTES, 0].map((most) => JSON.stringify(shortList(tools, most)).length)
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a))
    expect(sizes[3]).toBeGreaterThan(MOST_BYTES - 2500)
  })

  it('keeps the words of tools that every server lists', async () => {
    const tools = await listedOf({ ...DEFAULT, toolsets: ['all'], compat: true })
    const named = new Map(shortList(tools, 0).map((one) => [one.name, JSON.stringify(one.inputSchema)]))
    expect(named.get('backtest')).toContain('description')
    expect(named.get('order_place')).toContain('description')
    expect(named.get('wrap')).not.toContain('"description":')
  })

  it('says of what writes and trades all that it did', async () => {
    const tools = await listedOf({ ...DEFAULT, toolsets: ['all'] })
    for (const [i, { annotations }] of shortList(tools, 0).entries()) {
      const whole = tools[i].listing.annotations
      if (whole.readOnlyHint) expect(annotations).toEqual({ readOnlyHint: true, openWorldHint: whole.openWorldHint })
      else expect(annotations).toEqual(whole)
    }
  })
})

/** What decides whether a call is right. */
function essence({ name, description, inputSchema }: ToolListing) {
  const { properties, required, additionalProperties } = inputSchema as Record<string, JsonObject>
  const fields = Object.entries(properties).map(([field, schema]) => [field, bare(schema)])
  return { name, description, fields, required, additionalProperties }
}

const WORDS = ['description', 'pattern', 'propertyNames']
const KEPT = (key: string) => !WORDS.includes(key) && !/^(exclusive)?(min|max)/i.test(key)

function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare)
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => KEPT(key))
      .map(([key, value]) => [key, bare(value)]),
  )
}
