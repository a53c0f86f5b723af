import type { Operation } from '../../operations/operation.ts'
import { z } from '../../operations/operation.ts'
import type { JsonObject, ToolListing } from '../tool.ts'
import { fieldWords, forPrograms } from './field-words.ts'
import type { Projection } from './projection.ts'
import { toolName } from './tool-name.ts'

/** What only a person at a terminal says, wherever it stands. */
const PERSONAL = ['live', 'confirm']
/** Bounds that zod adds to every whole number: they say nothing. */
const SAFE = Number.MAX_SAFE_INTEGER

/** True for operations on an account: it is the server's, and its limits are those of the settings. */
function isOfAccount(operation: Pick<Operation, 'input'>): boolean {
  return 'live' in operation.input.shape
}

/** True where one call may look at another source, or an earlier time. */
export function takesGlobals(operation: Pick<Operation, 'input' | 'toolset' | 'effect'>): boolean {
  const market = ['market', 'analysis', 'forecast', 'backtest', 'datasets'].includes(operation.toolset)
  return market && operation.effect === 'read' && !isOfAccount(operation)
}

/** Fields that programs do not have. */
export function omitted(operation: Pick<Operation, 'input'>, row: Projection): string[] {
  const personal = isOfAccount(operation) ? [...PERSONAL, 'risk', 'account'] : PERSONAL
  return [...personal, ...(row.omit ?? [])].filter((field) => field in operation.input.shape)
}

/** Arguments that every look at the market takes. */
export const GLOBALS = {
  source: { type: 'string', description: 'simulated|store|yahoo|alpaca; default the one of the server' },
  asOf: { type: 'string', description: 'Only what was known then: ISO 8601 UTC or a date' },
}

/** The listing of an operation as a tool: its input without what only a person says, its output by the names of its fields. */
export function listingOf(operation: Operation, row: Projection): ToolListing {
  const { name, effect, summary } = operation
  return {
    name: toolName(name),
    title: titleOf(name),
    description: row.says ?? forPrograms(summary),
    inputSchema: inputOf(operation, row),
    outputSchema: outlineOf(operation),
    annotations: {
      readOnlyHint: effect === 'read',
      destructiveHint: row.destructive === true,
      idempotentHint: effect === 'read' || row.idempotent === true,
      openWorldHint: takesGlobals(operation) || operation.toolset === 'orders',
    },
  }
}

function titleOf(name: string): string {
  const words = name.replaceAll(/[.-]/g, ' ')
  return words[0].toUpperCase() + words.slice(1)
}

function inputOf(operation: Operation, row: Projection): JsonObject {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as JsonObject
  const properties = { ...(schema.properties as Record<string, JsonObject>) }
  for (const field of omitted(operation, row)) delete properties[field]
  for (const [field, value] of Object.entries(row.defaults ?? {})) properties[field] = { ...properties[field], default: value }
  if (row.chart) properties.chart = { type: 'boolean', description: 'Also answer a picture (PNG)' }
  if (takesGlobals(operation)) Object.assign(properties, GLOBALS)
  const required = ((schema.required as string[] | undefined) ?? []).filter((field) => field in properties)
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([field, one]) => [field, said(operation.name, field, one)])),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

function said(operation: string, field: string, schema: JsonObject): JsonObject {
  const one = compact(schema) as JsonObject
  return typeof one.description === 'string' ? { ...one, description: fieldWords(operation, field, one.description) } : one
}

/** Without what a model has no use for. */
function compact(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(compact)
  if (typeof schema !== 'object' || schema === null) return schema
  const { positional: _, ...rest } = schema as JsonObject
  const kept = Object.entries(rest).filter(([key, value]) => !isEmpty(key, value))
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'default' || key === 'enum' ? value : compact(value)]))
}

function isEmpty(key: string, value: unknown): boolean {
  const bound =
    (key === 'maximum' && value === SAFE) || (key === 'minimum' && value === -SAFE) || (key === 'minLength' && value === 1)
  const absent = key === 'default' && (value === false || (Array.isArray(value) && value.length === 0))
  return bound || absent
}

/**
 * The fields of an answer and their types, one level deep: every answer fits it, and a list of tools stays short. `tools_find` shows
 * all levels.
 */
function outlineOf(operation: Operation): JsonObject {
  const schema = z.toJSONSchema(operation.output, { io: 'output' }) as JsonObject
  const properties = (schema.properties ?? {}) as Record<string, JsonObject>
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(properties).map(([field, one]) => [field, typeOf(one)])),
  }
}

function typeOf({ type, anyOf }: JsonObject): JsonObject {
  const types = Array.isArray(anyOf) ? anyOf.map((one: JsonObject) => one.type) : [type]
  if (!types.every((one) => typeof one === 'string')) return {}
  const all = [...new Set(types)]
  return { type: all.length === 1 ? all[0] : all }
}
