import type { JsonObject, Tool, ToolListing } from '../tool.ts'
import { GLOBALS } from './listing.ts'
import { bytesOf } from './lists.ts'
import { projections } from './projection.ts'
import { withoutKeys } from './schema-keys.ts'

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
  (listing) => ({ ...listing, inputSchema: withoutKeys(listing.inputSchema, BOUNDS) }),
]

const BOUNDS = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
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
    short[i] = { ...short[i], inputSchema: withoutKeys(short[i].inputSchema, ['description']) }
  }
  return short
}

function isAlwaysListed({ toolset, operation }: Tool): boolean {
  return toolset === 'server' || (operation !== undefined && projections[operation].listed === true)
}
