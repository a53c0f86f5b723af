import type { Resource } from '../resource.ts'

/** Every resource that is served. */
export const resources: readonly Resource[] = []
