import { readFileSync } from 'node:fs'

/** One argument or flag of an operation, as JSON Schema says it. */
export interface ManifestField {
  /** Field name in the input: `startPrice`. */
  name: string
  type: 'string' | 'number' | 'boolean' | 'array'
  /** Type of the elements of an array. */
  items?: 'string' | 'number'
  choices?: string[]
  default?: string | number | boolean
  required: boolean
  description: string
}

export interface ManifestOperation {
  name: string
  summary: string
  effect: string
  arguments: ManifestField[]
  flags: ManifestField[]
  examples: { title: string; command: string }[]
  /** Lines that help shows after the flags. */
  notes?: string
}

/** What help, completion and typo suggestions read instead of loading operations; the build writes it. */
export interface Manifest {
  version: string
  operations: ManifestOperation[]
}

/** Reads dist/manifest.json, which lies beside the compiled cli folder. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(new URL('../manifest.json', import.meta.url), 'utf8'))
}

/** `startPrice` -> `start-price`. */
export function flagName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
