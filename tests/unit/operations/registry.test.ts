import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GLOBAL_FLAGS } from '../../../src/cli/flags.ts'
import { readManifest } from '../../../src/cli/manifest.ts'
import { flagName } from '../../../src/operations/common/fields.ts'
import { z } from '../../../src/operations/operation.ts'
import { operations } from '../../../src/operations/registry.ts'

const all = await Promise.all(Object.entries(operations).map(async ([name, load]) => ({ name, operation: await load() })))

interface Schema {
  [key: string]: unknown
}

/** Every schema inside a schema, with its path. */
function* walk(schema: Schema, path: string): Generator<[string, Schema]> {
  yield [path, schema]
  for (const [key, one] of Object.entries((schema.properties as Record<string, Schema>) ?? {})) yield* walk(one, `${path}.${key}`)
  for (const one of (schema.anyOf as Schema[]) ?? []) yield* walk(one, path)
  if (schema.items) yield* walk(schema.items as Schema, `${path}[]`)
  if (typeof schema.additionalProperties === 'object') yield* walk(schema.additionalProperties as Schema, `${path}.*`)
}

/** What is wrong with a schema as somebody's answer: fields without a meaning, objects that let anything through. */
function complaints(root: Schema, name: string): string[] {
  const found: string[] = []
  for (const [path, one] of walk(root, name)) {
    if (Object.keys(one).every((key) => key === '$schema' || key === 'description')) found.push(`${path} may be anything`)
    if (one.type !== 'object') continue
    if (one.additionalProperties === undefined || one.additionalProperties === true) found.push(`${path} is not strict`)
    const extra = typeof one.additionalProperties === 'object' ? { '*': one.additionalProperties as Schema } : {}
    for (const [field, inner] of Object.entries({ ...(one.properties as Record<string, Schema>), ...extra })) {
      const parts = [inner, ...((inner.anyOf as Schema[]) ?? [])]
      if (!parts.some((part) => part.description)) found.push(`${path}.${field} has no description`)
    }
  }
  return found
}

/** Every zod schema inside one, whatever wraps it. */
function* parts(schema: z.core.$ZodType, path: string): Generator<[string, z.core.$ZodType]> {
  yield [path, schema]
  const def = schema._zod.def as unknown as Record<string, unknown>
  const inner: [string, unknown][] = [
    ...Object.entries((def.shape as Record<string, unknown>) ?? {}),
    ...['innerType', 'element', 'catchall', 'valueType', 'in', 'out'].map((key): [string, unknown] => ['', def[key]]),
    ...((def.options as unknown[]) ?? []).map((one): [string, unknown] => ['', one]),
  ]
  for (const [key, one] of inner) {
    if (one && typeof one === 'object' && '_zod' in one)
      yield* parts(one as z.core.$ZodType, key === '' ? path : `${path}.${key}`)
  }
}

/** Paths where a number may be none: JSON would turn it into null without a word. */
function notFinite(schema: z.core.$ZodType, name: string): string[] {
  return [...parts(schema, name)]
    .filter(([, one]) => [Number.NaN, Infinity, -Infinity].some((value) => z.safeParse(one, value).success))
    .map(([path]) => path)
}

describe.each(all)('$name', ({ name, operation }) => {
  it('is registered under its own name', () => expect(operation.name).toBe(name))

  it('takes a strict object whose every field is described', () => {
    const schema = z.toJSONSchema(operation.input, { io: 'input' }) as Schema
    expect(schema.additionalProperties).toBe(false)
    for (const [field, one] of Object.entries((schema.properties as Record<string, Schema>) ?? {})) {
      expect(one.description, `${name} --${flagName(field)} has no description`).toBeTruthy()
    }
  })

  it('has JSON-safe schemas without root unions or defaults in the output', () => {
    const output = z.toJSONSchema(operation.output, { io: 'output' }) as Schema
    expect(output.type, 'a root that is no object').toBe('object')
    for (const [path, one] of walk(output, name)) expect(one, `${path} has a default`).not.toHaveProperty('default')
    expect(() => z.toJSONSchema(operation.output, { io: 'input' })).not.toThrow()
  })

  it('answers with strict objects, every field described, every number finite', () => {
    // As what is taken in: of what goes out, every object is called closed, strict or not.
    expect(complaints(z.toJSONSchema(operation.output, { io: 'input' }) as Schema, name)).toEqual([])
    expect(notFinite(operation.output, name)).toEqual([])
  })

  it('has examples whose input parses, and a view for people', () => {
    expect(operation.examples.length).toBeGreaterThan(0)
    for (const example of operation.examples) {
      expect(operation.input.safeParse(example.input).error, example.title).toBeUndefined()
    }
    // What no person types has no words for one.
    if (operation.only === 'programs') return
    const view = new URL(`../../../src/cli/views/${name.replaceAll('.', '-')}.ts`, import.meta.url)
    expect(existsSync(view), `no view ${view.pathname}`).toBe(true)
  })
})

describe('these tests', () => {
  const bad = z.object({
    plain: z.string(),
    nested: z.object({ inner: z.number().nullable() }).nullable().describe('An object'),
    rows: z.array(z.strictObject({ value: z.union([z.number(), z.nan()]).describe('A value') })).describe('Rows'),
    any: z.unknown().describe('Anything'),
  })

  it('would notice what is not described, not strict, not finite', () => {
    expect(complaints(z.toJSONSchema(bad.omit({ rows: true }), { io: 'input' }) as Schema, 'bad')).toEqual([
      'bad is not strict',
      'bad.plain has no description',
      'bad.nested is not strict',
      'bad.nested.inner has no description',
      'bad.any may be anything',
    ])
    expect(notFinite(bad.omit({ any: true }), 'bad')).toContain('bad.rows.value')
  })
})

describe('the manifest', () => {
  it('is what the registry says today', async () => {
    const { buildManifest } = await import('../../../src/cli/build-manifest.ts')
    const written = JSON.parse(
      (await import('node:fs')).readFileSync(new URL('../../../dist/manifest.json', import.meta.url), 'utf8'),
    )
    expect(await buildManifest(written.version)).toEqual(written)
    expect(readManifest).toBeTypeOf('function')
  })

  it('no operation takes a global flag for something else', () => {
    const globals = new Set(GLOBAL_FLAGS.map((one) => one.flags.split(' ')[0].slice(2)))
    const shared = all.flatMap(({ operation }) =>
      Object.keys(operation.input.shape).filter((field) => globals.has(flagName(field))),
    )
    expect([...new Set(shared)].filter((field) => field !== 'seed')).toEqual([])
  })
})
