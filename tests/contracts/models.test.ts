import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createModels } from '../../src/adapters/model/folder.ts'
import type { ModelFile, Models } from '../../src/ports/models.ts'
import { freshHome } from '../support/cli.ts'
import { startAndKill } from '../support/kill.ts'

const adapters: { name: string; make: (folder: string) => Models }[] = [{ name: 'a folder', make: createModels }]

const SMALL: ModelFile = {
  head: { kind: 'forecast', symbols: ['SPY', 'BRK.B'], mean: 0.1 + 0.2, note: 'é\u2028' },
  arrays: { second: Float32Array.of(1, 2, 3), first: Float32Array.of(-0, Number.MIN_VALUE, 1e38, 0.1), none: new Float32Array() },
}

/** A model of any size: JSON-safe heads, any float32 but those that are no number. */
const models = fc.record({
  head: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })) as fc.Arbitrary<Record<string, unknown>>,
  arrays: fc.dictionary(
    fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
    fc.float32Array({ maxLength: 50 }) as fc.Arbitrary<Float32Array<ArrayBufferLike>>,
    { maxKeys: 4 },
  ),
})

function bitsOf(arrays: ModelFile['arrays']): Record<string, number[]> {
  const bits = (one: Float32Array<ArrayBufferLike>) => [
    ...new Uint32Array(one.buffer.slice(one.byteOffset, one.byteOffset + one.byteLength)),
  ]
  return Object.fromEntries(Object.entries(arrays).map(([name, one]) => [name, bits(one)]))
}

describe.each(adapters)('the Models port, spoken by $name', ({ make }) => {
  it('gives back what was written to the last bit, and lists it without its numbers', async () => {
    const kept = make(join(freshHome(), 'deep/models'))
    expect(await kept.list()).toEqual([])
    const path = await kept.write('daily', SMALL)
    const read = await kept.read('daily')
    expect(read.head).toEqual(SMALL.head)
    expect(bitsOf(read.arrays)).toEqual(bitsOf(SMALL.arrays))
    expect(read.openbell).toMatch(/^\d+\.\d+\.\d+/)
    expect(kept.pathOf('daily')).toBe(path)
    expect(await kept.list()).toEqual([
      { name: 'daily', path, bytes: statSync(path).size, head: SMALL.head, openbell: read.openbell, fault: null },
    ])
  })

  it('gives back any head and any numbers', async () => {
    const kept = make(freshHome())
    await fc.assert(
      fc.asyncProperty(models, async (model) => {
        await kept.write('any', model)
        const read = await kept.read('any')
        expect(read.head).toEqual(JSON.parse(JSON.stringify(model.head)))
        expect(bitsOf(read.arrays)).toEqual(bitsOf(model.arrays))
      }),
      { numRuns: 40 },
    )
  })

  it('replaces an older one of the name whole, and leaves nothing else in the folder', async () => {
    const folder = freshHome()
    const kept = make(folder)
    await kept.write('daily', { head: { round: 1 }, arrays: { long: new Float32Array(10_000) } })
    await Promise.all(
      [2, 3, 4].map((round) => kept.write('daily', { head: { round }, arrays: { long: Float32Array.of(round) } })),
    )
    const { head, arrays } = await kept.read('daily')
    expect(arrays.long).toEqual(Float32Array.of(head.round as number))
    expect(readdirSync(folder)).toHaveLength(1)
  })

  it('lists by name, and reads heads longer than most', async () => {
    const kept = make(freshHome())
    const long = 'x'.repeat(300_000)
    for (const name of ['c', 'a', 'b-2.1_x']) await kept.write(name, { head: { name, long }, arrays: {} })
    const listed = await kept.list()
    expect(listed.map(({ name, head }) => [name, head!.name, String(head!.long).length])).toEqual([
      ['a', 'a', 300_000],
      ['b-2.1_x', 'b-2.1_x', 300_000],
      ['c', 'c', 300_000],
    ])
  })

  it('removes a model once', async () => {
    const kept = make(freshHome())
    await kept.write('daily', SMALL)
    expect(await kept.remove('daily')).toBe(true)
    expect(await kept.remove('daily')).toBe(false)
    await expect(kept.read('daily')).rejects.toMatchObject({ kind: 'not-found', hint: 'openbell models list' })
  })

  it.each([
    '../daily',
    '..',
    '.hidden',
    'a/b',
    'a\\b',
    '/etc/passwd',
    '',
    'Daily',
    'daily.obm',
    'ä',
    'a b',
    `a${'b'.repeat(64)}`,
    'a\0b',
  ])('refuses the name %j', async (name) => {
    const kept = make(freshHome())
    for (const ask of [
      kept.read(name),
      kept.write(name, SMALL),
      kept.remove(name),
      kept.copyTo(name, join(freshHome(), 'out')),
    ]) {
      await expect(ask).rejects.toMatchObject({ kind: 'usage' })
    }
  })

  it('copies a checked file that another folder reads, over whatever file was there', async () => {
    const [kept, other] = [make(freshHome()), freshHome()]
    const path = await kept.write('daily', SMALL)
    const out = join(other, 'deep/copy.obm')
    for (const _ of [1, 2]) await kept.copyTo('daily', out)
    expect(readFileSync(out)).toEqual(readFileSync(path))
    expect(bitsOf((await make(join(other, 'deep')).read('copy')).arrays)).toEqual(bitsOf(SMALL.arrays))
    await expect(kept.copyTo('nothing', out)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(kept.copyTo('daily', other)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining(other) })
  })
})

describe('a file of a model', () => {
  const folder = freshHome()
  const kept = createModels(folder)
  const path = join(folder, 'daily.obm')
  const whole = kept.write('daily', SMALL).then(() => readFileSync(path))

  /** What reading says of these bytes under the model's name. */
  async function refusalOf(bytes: Uint8Array): Promise<string> {
    writeFileSync(path, bytes)
    const error = await kept.read('daily').then(
      () => null,
      (thrown) => thrown,
    )
    expect(error, 'it was believed').not.toBeNull()
    expect(error).toMatchObject({ kind: 'config', hint: expect.stringContaining('openbell models delete daily') })
    expect(error.message).toContain(path)
    await expect(kept.copyTo('daily', join(folder, 'copy'))).rejects.toMatchObject({ kind: 'config' })
    expect(readdirSync(folder)).toEqual(['daily.obm'])
    return error.message
  }

  it('is refused with any byte changed', async () => {
    const bytes = await whole
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bad = new Uint8Array(bytes)
        bad[at] ^= change
        expect(await refusalOf(bad)).toMatch(/is damaged|is cut off|is no model of openbell|was written in version/)
      }),
      { numRuns: 150 },
    )
  })

  it('is refused with any part cut off, and with anything after its end', async () => {
    const bytes = await whole
    for (let length = 0; length < bytes.length; length += 7) await refusalOf(bytes.subarray(0, length))
    expect(await refusalOf(bytes.subarray(0, bytes.length - 1))).toContain(
      `is cut off: ${bytes.length - 1} of ${bytes.length} bytes are there`,
    )
    expect(await refusalOf(Buffer.concat([bytes, Buffer.from('x')]))).toContain('is damaged')
  })

  it('of another version is refused as such, and listed with the reason', async () => {
    const bytes = new Uint8Array(await whole)
    bytes[8] = 2
    expect(await refusalOf(bytes)).toContain('was written in version 2 of the format, and this openbell reads version 1')
    const [info] = await kept.list()
    expect(info).toMatchObject({ name: 'daily', head: null, fault: expect.stringContaining('version 2 of the format') })
  })

  it('that cannot be read hides no other in a list', async () => {
    const home = freshHome()
    const models = createModels(home)
    await models.write('good', SMALL)
    writeFileSync(join(home, 'text.obm'), 'a text')
    writeFileSync(join(home, 'empty.obm'), '')
    mkdirSync(join(home, 'folder.obm'))
    mkdirSync(join(home, 'cache'))
    symlinkSync(join(home, 'nowhere'), join(home, 'dangling.obm'))
    const listed = await models.list()
    expect(listed.map(({ name, head, fault }) => [name, head !== null, fault !== null])).toEqual([
      ['empty', false, true],
      ['folder', false, true],
      ['good', true, false],
      ['text', false, true],
    ])
  })

  it('damaged where its head ends is listed as damaged; in its numbers, only reading finds it', async () => {
    const bytes = new Uint8Array(await whole)
    bytes[30] ^= 1
    writeFileSync(path, bytes)
    expect((await kept.list())[0].fault).toContain('checksum of its head')
  })
})

describe('a writer that is killed', () => {
  it.each([0, 3, 11])('%i ms after it wrote leaves the model that it said, or the next, whole', async (delay) => {
    const folder = freshHome()
    const script = fileURLToPath(new URL('../support/model-child.ts', import.meta.url))
    const { killed, lines } = await startAndKill({ args: [script, folder], delay, after: 'written 3' })
    expect(killed).toBe(true)
    const said = Number(lines.at(-1)!.split(' ')[1])
    const models = createModels(folder)
    const { head, arrays } = await models.read('daily')
    const round = head.round as number
    expect([said, said + 1]).toContain(round)
    expect(arrays.numbers.length).toBe(200_000 + round)
    expect(arrays.numbers.every((value) => value === round)).toBe(true)
    expect((await models.list()).map(({ name }) => name)).toEqual(['daily'])
  })
})
