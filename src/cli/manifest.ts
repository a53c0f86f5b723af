import { readFileSync } from 'node:fs'
import type { OperationField } from '../operations/common/fields.ts'

export type ManifestField = OperationField

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
