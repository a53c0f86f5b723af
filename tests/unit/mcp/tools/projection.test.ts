import { encode } from 'gpt-tokenizer'
import { describe, expect, it } from 'vitest'
import { toolsOf as toolsIn } from '../../../../src/mcp/tools/all.ts'
import { buildCatalogue } from '../../../../src/mcp/tools/catalogue.ts'
import { hidden, projections } from '../../../../src/mcp/tools/projection.ts'
import { operations } from '../../../../src/operations/registry.ts'
import { createTestContext } from '../../../support/context.ts'

const OPEN = { toolsets: ['default'], readOnly: false, allow: 'paper', compat: false } as const
const { context } = createTestContext()
const toolsOf = (options: Parameters<typeof toolsIn>[0]) => toolsIn(options, context)
const PATHS = ['report', 'file', 'files', 'out', 'predictions', 'record']

describe('the table of tools', () => {
  it('has every operation once: as a tool, or hidden for a reason', () => {
    const rows = [...Object.keys(projections), ...Object.keys(hidden)]
    expect(new Set(rows).size).toBe(rows.length)
    expect(rows.toSorted()).toEqual(Object.keys(operations).toSorted())
  })

  it('gives programs no word that only a person says, no path and no limit of their own', async () => {
    for (const { operation, listing, omitted } of await buildCatalogue()) {
      const fields = Object.keys(listing.inputSchema.properties as object)
      expect(
        fields.filter((field) => ['live', 'confirm', ...PATHS].includes(field)),
        operation,
      ).toEqual([])
      expect(
        fields.filter((field) => omitted.includes(field)),
        operation,
      ).toEqual([])
      expect(fields.includes('risk') && operation !== 'size', operation).toBe(false)
    }
  })

  it('omits only fields that there are', async () => {
    for (const [name, row] of Object.entries(projections)) {
      const fields = Object.keys((await operations[name]()).input.shape)
      expect(
        [...(row.omit ?? []), ...Object.keys(row.defaults ?? {})].filter((field) => !fields.includes(field)),
        name,
      ).toEqual([])
    }
  })

  it('says strictly what a tool takes, in schemas that every client can read', async () => {
    const { tools } = await toolsOf({ ...OPEN, toolsets: ['all'], compat: true })
    for (const { listing } of tools.values()) {
      expect(listing.name).toMatch(/^[a-z][a-z0-9_]{1,63}$/)
      expect(listing.inputSchema.additionalProperties, listing.name).toBe(false)
      expect(listing.description.length, listing.name).toBeLessThan(400)
      const text = JSON.stringify(listing)
      expect(text, listing.name).not.toMatch(/"\$ref"|"\$defs"|9007199254740991|"positional"/)
      for (const root of ['oneOf', 'anyOf', 'allOf']) expect(listing.inputSchema, listing.name).not.toHaveProperty(root)
    }
  })

  it('is short enough to be read at every turn', async () => {
    const { tools, listed } = await toolsOf(OPEN)
    expect(listed.length).toBeLessThanOrEqual(30)
    expect(new Set(listed).size).toBe(listed.length)
    const tokens = encode(JSON.stringify({ tools: listed.map((name) => tools.get(name)!.listing) })).length
    expect(tokens).toBeLessThan(12_000)
  })

  it('has no tool for what the server may not do', async () => {
    const effects = async (options: Parameters<typeof toolsOf>[0]) =>
      new Set([...(await toolsOf(options)).tools.values()].map((one) => one.effect))
    expect(await effects({ ...OPEN, allow: null, toolsets: ['all'], compat: true })).toEqual(new Set(['read', 'write']))
    expect(await effects({ ...OPEN, readOnly: true, toolsets: ['all'], compat: true })).toEqual(new Set(['read']))
    expect(await effects({ ...OPEN, toolsets: ['all'] })).toEqual(new Set(['read', 'write', 'trade']))
  })
})
