import type { Fault } from './faults.ts'

/** Records are the objects that carry data: rows, assets, snapshots. Wrappers are the objects around them. */
const WRAPPERS = ['bars', 'trades', 'quotes', 'corporate_actions', 'next_page_token']

/** Applies a body fault to an answer before it is written: fields added, taken away, made null or wrong. Other faults leave it as it is. */
export function spoil(body: unknown, fault: Fault | null): unknown {
  if (fault?.kind === 'unknown-fields')
    return everyObject(body, (object) => ({ ...object, added_in_2031: { nested: [1, 'two', null] } }))
  if (fault?.kind === 'missing-fields') return everyObject(body, (object) => without(object, fault.fields))
  if (fault?.kind === 'bad-rows') return firstRecord(body, fault.fields)
  if (fault?.kind === 'null-rows') return nullRows(body)
  return body
}

type Json = Record<string, unknown>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function everyObject(value: unknown, change: (object: Json) => Json): unknown {
  if (Array.isArray(value)) return value.map((one) => everyObject(one, change))
  if (!isObject(value)) return value
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, everyObject(one, change)]))
  // A map from symbol to rows has no fields of its own: an extra key there would be an extra symbol.
  return isSymbolMap(inner) ? inner : change(inner)
}

function isSymbolMap(object: Json): boolean {
  const keys = Object.keys(object)
  return keys.length > 0 && keys.every((key) => /^[A-Z][A-Z0-9./-]*$/.test(key))
}

function without(object: Json, fields: string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)))
}

/** Overwrites fields of the first record of each list, so that the rest of the list can still be used. */
function firstRecord(value: unknown, fields: Json): unknown {
  if (Array.isArray(value)) return value.map((one, i) => (i === 0 && isObject(one) ? { ...one, ...fields } : one))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, firstRecord(one, fields)]))
}

function nullRows(body: unknown): unknown {
  if (!isObject(body)) return null
  const entries = Object.entries(body)
  const wrapped = entries.some(([key]) => WRAPPERS.includes(key))
  return Object.fromEntries(entries.map(([key, one]) => [key, wrapped && !WRAPPERS.includes(key) ? one : null]))
}
