import { type Operation, z } from '../operation.ts'
import type { OperationField } from './fields.ts'

interface FieldSchema {
  type?: string
  description?: string
  default?: string | number | boolean
  enum?: string[]
  items?: { type?: string }
  positional?: boolean
  bare?: number
  anyOf?: FieldSchema[]
}

/** Arguments and flags of an operation as its schema says them: what a command line, its help and its completion are made of. */
export function describeFields(operation: Pick<Operation, 'input'>): { arguments: OperationField[]; flags: OperationField[] } {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as unknown as {
    properties: Record<string, FieldSchema>
    required?: string[]
  }
  const fields = Object.entries(schema.properties)
  const toField = ([name, one]: [string, FieldSchema]) => describeField(name, one, schema.required?.includes(name) ?? false)
  return {
    arguments: fields.filter(([, one]) => one.positional).map(toField),
    flags: fields.filter(([, one]) => !one.positional).map(toField),
  }
}

function describeField(name: string, schema: FieldSchema, required: boolean): OperationField {
  const one = schema.anyOf?.find((branch) => branch.type !== 'null') ?? schema
  const type = one.type === 'integer' ? 'number' : one.type
  if (type !== 'string' && type !== 'number' && type !== 'boolean' && type !== 'array') {
    throw new Error(`field '${name}' has type '${type}', which no flag can carry`)
  }
  const field: OperationField = { name, type, required, description: schema.description ?? '' }
  if (type === 'array') field.items = one.items?.type === 'string' ? 'string' : 'number'
  if (schema.bare !== undefined) field.bare = schema.bare
  if (one.enum) field.choices = one.enum
  if (schema.default !== undefined && schema.default !== null) field.default = schema.default
  return field
}
