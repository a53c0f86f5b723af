import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { createDiskFiles } from '../../src/adapters/files/disk.ts'
import type { Files } from '../../src/ports/files.ts'
import { freshHome } from '../support/cli.ts'

const adapters: { name: string; make: () => Files; folder: () => string }[] = [
  { name: 'the disk', make: createDiskFiles, folder: freshHome },
]

describe.each(adapters)('the Files port, spoken by $name', ({ make, folder }) => {
  const files = make()

  it('gives back the text that was written, and replaces it whole', async () => {
    const path = join(folder(), 'deep/list.txt')
    await files.writeText(path, 'SPY\nAAPL é\n')
    expect(await files.readText(path)).toBe('SPY\nAAPL é\n')
    await files.writeText(path, 'QQQ')
    expect(await files.readText(path)).toBe('QQQ')
  })

  it('says not-found, with the path, for what is not there', async () => {
    const path = join(folder(), 'nothing.txt')
    expect(await files.exists(path)).toBe(false)
    await expect(files.readText(path)).rejects.toMatchObject({ kind: 'not-found', message: expect.stringContaining(path) })
  })

  it('lists names sorted; a folder that is not there has none', async () => {
    const home = folder()
    for (const name of ['b.txt', 'a.txt', 'c.txt']) await files.writeText(join(home, name), '')
    expect(await files.list(home)).toEqual(['a.txt', 'b.txt', 'c.txt'])
    expect(await files.list(join(home, 'nowhere'))).toEqual([])
  })

  it('has the charting library whole: a script without modules, its version and its licence', async () => {
    const library = await files.chartLibrary()
    expect(library.version).toMatch(/^\d+\.\d+\.\d+$/)
    expect(library.script).toContain('window.LightweightCharts')
    expect(library.script).not.toMatch(/^\s*(import|export)\s/m)
    expect(library.licence).toContain('Apache License')
  })

  it('reads the start of a file, all of a short one, and nothing of what is no file', async () => {
    const home = folder()
    await files.writeText(join(home, 'one.txt'), 'a bell\n')
    expect(await files.readStart(join(home, 'one.txt'), 3)).toBe('a b')
    expect(await files.readStart(join(home, 'one.txt'), 300)).toBe('a bell\n')
    await expect(files.readStart(join(home, 'two.txt'), 3)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(files.readStart(home, 3)).rejects.toMatchObject({ kind: 'config' })
  })

  it('knows how much room is left', async () => {
    const free = await files.freeBytes(folder())
    expect(Number.isInteger(free) && free > 0).toBe(true)
  })

  it.each(['out.csv', 'out.csv.gz'])('%s appears when it is committed, and not before', async (name) => {
    const home = folder()
    const path = join(home, name)
    const text = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`)
    const sink = await files.create(path)
    for (const line of text) await sink.write(line)
    expect(await files.exists(path)).toBe(false)
    await sink.commit()
    const written = readFileSync(path)
    expect((name.endsWith('.gz') ? gunzipSync(written) : written).toString('utf8')).toBe(text.join(''))
    expect(await files.list(home)).toEqual([name])
  })

  it('leaves the file before as it was when the new one is discarded', async () => {
    const home = folder()
    const path = join(home, 'out.csv')
    await files.writeText(path, 'before')
    const sink = await files.create(path)
    await sink.write('half of it')
    await sink.discard()
    expect(await files.readText(path)).toBe('before')
    expect(await files.list(home)).toEqual(['out.csv'])
  })

  it('removes a file, and minds nothing when there is none', async () => {
    const path = join(folder(), 'gone.txt')
    await files.writeText(path, '')
    await files.remove(path)
    await files.remove(path)
    expect(await files.exists(path)).toBe(false)
  })
})
