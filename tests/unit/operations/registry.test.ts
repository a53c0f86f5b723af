import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { GLOBAL_FLAGS } from '../../../src/cli/flags.ts'
import { flagName, readManifest } from '../../../src/cli/manifest.ts'
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

  it('has examples whose input parses, and a view for people', () => {
    expect(operation.examples.length).toBeGreaterThan(0)
    for (const example of operation.examples) {
      expect(operation.input.safeParse(example.input).error, example.title).toBeUndefined()
    }
    const view = new URL(`../../../src/cli/views/${name.replaceAll('.', '-')}.ts`, import.meta.url)
    expect(existsSync(view), `no view ${view.pathname}`).toBe(true)
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
