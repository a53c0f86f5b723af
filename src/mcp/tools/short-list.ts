import type { JsonObject, Tool, ToolListing } from '../tool.ts'
import { GLOBALS } from './listing.ts'
import { projections } from './projection.ts'

/** What a list of tools may take as JSON: under 12,000 tokens of common tokenizers, of which one stands for four bytes of such text. */
export const MOST_BYTES = 48_500

/**
 * A list that a model can carry at every turn. One that is too long gives up, in this order and no more than it must: what answers hold, titles, hints that
 * say nothing, words on arguments that many tools share, bounds; then words on arguments, the longest tool first, of tools outside the default list.
 */
export function shortList(tools: readonly Tool[], most = MOST_BYTES): ToolListing[] {
  let listings = tools.map(({ listing }) => listing)
  for (const shorten of STEPS) {
    if (bytesOf(listings) <= most) return listings
    listings = listings.map(shorten)
  }
  return withFewerWords(tools, listings, most)
}

const STEPS: readonly ((listing: ToolListing) => ToolListing)[] = [
  ({ outputSchema: _, ...rest }) => rest,
  ({ title: _, ...rest }) => rest,
  withoutIdleHints,
  (listing) => ({ ...listing, inputSchema: withBareGlobals(listing.inputSchema) }),
  (listing) => ({ ...listing, inputSchema: without(listing.inputSchema, BOUNDS) as JsonObject }),
]

const BOUNDS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'pattern',
  'propertyNames',
]

/** Of a tool that only reads the protocol asks nothing about destroying and repeating. */
function withoutIdleHints(listing: ToolListing): ToolListing {
  const { readOnlyHint, openWorldHint } = listing.annotations
  return readOnlyHint ? { ...listing, annotations: { readOnlyHint, openWorldHint } } : listing
}

function withBareGlobals(schema: JsonObject): JsonObject {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonObject>)
  const bare = properties.map(([field, one]) => [field, isGlobal(field, one) ? { type: one.type } : one])
  return { ...schema, properties: Object.fromEntries(bare) }
}

function isGlobal(field: string, { description }: JsonObject): boolean {
  return Object.hasOwn(GLOBALS, field) && GLOBALS[field as keyof typeof GLOBALS].description === description
}

function withFewerWords(tools: readonly Tool[], listings: ToolListing[], most: number): ToolListing[] {
  const short = [...listings]
  const order = [...listings.keys()]
    .filter((i) => !isAlwaysListed(tools[i]))
    .sort((a, b) => bytesOf(listings[b]) - bytesOf(listings[a]))
  for (const i of order) {
    if (bytesOf(short) <= most) break
    short[i] = { ...short[i], inputSchema: without(short[i].inputSchema, ['description']) as JsonObject }
  }
  return short
}

function isAlwaysListed({ toolset, operation }: Tool): boolean {
  return toolset === 'server' || (operation !== undefined && projections[operation].listed === true)
}

/** A schema without these words about its fields. Names of fields are no such words. */
function without(schema: unknown, keys: readonly string[]): unknown {
  if (Array.isArray(schema)) return schema.map((one) => without(one, keys))
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(([key]) => !keys.includes(key))
  return Object.fromEntries(
    kept.map(([key, value]) => [key, key === 'properties' ? ofFields(value, keys) : without(value, keys)]),
  )
}

function ofFields(properties: unknown, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(properties as JsonObject).map(([field, one]) => [field, without(one, keys)]))
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}
