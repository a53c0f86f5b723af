import type { JsonObject } from '../tool.ts'

/** Keys of JSON Schema whose value holds schemas by names of the author's own: those are no words of the schema. */
const NAMED = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'])
/** Keys whose value is data, whatever it looks like. */
const DATA = new Set(['default', 'const', 'enum', 'examples', 'required'])

/** A JSON Schema without these keys, at every depth; fields and definitions of the same names stay. */
export function withoutKeys(schema: JsonObject, keys: readonly string[]): JsonObject {
  const kept = Object.entries(schema).filter(([key]) => !keys.includes(key))
  return Object.fromEntries(kept.map(([key, value]) => [key, DATA.has(key) ? value : within(value, keys, NAMED.has(key))]))
}

function within(value: unknown, keys: readonly string[], isNamed: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => within(one, keys, false))
  if (typeof value !== 'object' || value === null) return value
  if (!isNamed) return withoutKeys(value as JsonObject, keys)
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, within(one, keys, false)]))
}
