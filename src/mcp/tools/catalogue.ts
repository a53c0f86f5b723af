import { readFileSync } from 'node:fs'
import { once } from '../../core/once.ts'
import type { Effect, Operation, Toolset } from '../../operations/operation.ts'
import { operations } from '../../operations/registry.ts'
import type { ToolListing } from '../tool.ts'
import { listingOf, omitted, takesGlobals } from './listing.ts'
import { type Projection, projections } from './projection.ts'

/** What the server knows of an operation before it is loaded. */
export interface CatalogueEntry {
  operation: string
  toolset: Toolset
  effect: Effect
  listing: ToolListing
  /** Input fields that programs do not have. */
  omitted: string[]
  globals: boolean
}

/** Describes every operation that programs may see, in the table's order. */
export async function buildCatalogue(): Promise<CatalogueEntry[]> {
  const rows = Object.entries(projections).filter(([name]) => name in operations)
  return Promise.all(rows.map(async ([name, row]) => entryOf(await operations[name](), row)))
}

function entryOf(operation: Operation, row: Projection): CatalogueEntry {
  return {
    operation: operation.name,
    toolset: operation.toolset,
    effect: operation.effect,
    listing: listingOf(operation, row),
    omitted: omitted(operation, row),
    globals: takesGlobals(operation),
  }
}

const made = once(buildCatalogue)

/** The catalogue that the build wrote: nothing of an operation is loaded. Before a build (tests from source) it is made. */
export async function readCatalogue(): Promise<CatalogueEntry[]> {
  try {
    return JSON.parse(readFileSync(new URL('../catalogue.json', import.meta.url), 'utf8'))
  } catch {
    return made()
  }
}
