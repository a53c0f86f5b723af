import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { type Operation, z } from '../operations/operation.ts'
import { operations } from '../operations/registry.ts'
import { flagName, type Manifest, type ManifestField, type ManifestOperation } from './manifest.ts'

interface FieldSchema {
  type?: string
  description?: string
  default?: string | number | boolean
  enum?: string[]
  items?: { type?: string }
  positional?: boolean
  anyOf?: FieldSchema[]
}

/** Describes every operation for the command line; the build writes it, a test compares it with the registry. */
export async function buildManifest(version: string): Promise<Manifest> {
  const all = await Promise.all(Object.values(operations).map((load) => load()))
  return { version, operations: all.map(describe) }
}

function describe(operation: Operation): ManifestOperation {
  const schema = z.toJSONSchema(operation.input, { io: 'input' }) as unknown as {
    properties: Record<string, FieldSchema>
    required?: string[]
  }
  const fields = Object.entries(schema.properties)
  const toField = ([name, one]: [string, FieldSchema]) => describeField(name, one, schema.required?.includes(name) ?? false)
  const positional = fields.filter(([, one]) => one.positional).map(toField)
  const flags = fields.filter(([, one]) => !one.positional).map(toField)
  const { name, summary, effect } = operation
  const examples = operation.examples.map((one) => ({ title: one.title, command: command(name, positional, one.input) }))
  const described = { name, summary, effect, arguments: positional, flags, examples }
  return operation.help === undefined ? described : { ...described, notes: operation.help }
}

function describeField(name: string, schema: FieldSchema, required: boolean): ManifestField {
  const one = schema.anyOf?.find((branch) => branch.type !== 'null') ?? schema
  const type = one.type === 'integer' ? 'number' : one.type
  if (type !== 'string' && type !== 'number' && type !== 'boolean' && type !== 'array') {
    throw new Error(`field '${name}' has type '${type}', which no flag can carry`)
  }
  const field: ManifestField = { name, type, required, description: schema.description ?? '' }
  if (type === 'array') field.items = one.items?.type === 'string' ? 'string' : 'number'
  if (one.enum) field.choices = one.enum
  if (schema.default !== undefined && schema.default !== null) field.default = schema.default
  return field
}

/** The example as a person would type it. */
function command(name: string, positional: ManifestField[], input: Record<string, unknown>): string {
  const words = ['openbell', ...name.split('.')]
  for (const { name: field } of positional) {
    const value = input[field]
    for (const one of value === undefined ? [] : [value].flat()) words.push(quote(String(one)))
  }
  for (const [field, value] of Object.entries(input)) {
    if (positional.some((one) => one.name === field)) continue
    if (value === true) words.push(`--${flagName(field)}`)
    else for (const one of [value].flat()) words.push(`--${flagName(field)}`, quote(String(one)))
  }
  return words.join(' ')
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  writeFileSync(new URL('../manifest.json', import.meta.url), `${JSON.stringify(await buildManifest(version))}\n`)
}
