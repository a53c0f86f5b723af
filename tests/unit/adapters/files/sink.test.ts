import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { createSink } from '../../../../src/adapters/files/sink.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-sink-'))
})

it('leaves a link a link and writes the file behind it', async () => {
  const [file, link] = [join(folder, 'real.csv'), join(folder, 'link.csv')]
  writeFileSync(file, 'old')
  symlinkSync(file, link)
  const sink = await createSink(link)
  await sink.write('new')
  await sink.commit()
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readFileSync(file, 'utf8')).toBe('new')
})

it('refuses what is no regular file, a device above all', async () => {
  const inside = join(folder, 'inside')
  mkdirSync(inside)
  for (const path of [inside, '/dev/null']) {
    await expect(createSink(path)).rejects.toMatchObject({ kind: 'config', message: expect.stringContaining('no regular file') })
  }
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true)
})

it("never takes another file's name for its draft", async () => {
  writeFileSync(join(folder, 'x.csv.tmp'), 'mine')
  const sink = await createSink(join(folder, 'x.csv'))
  await sink.write('1')
  await sink.commit()
  expect(readFileSync(join(folder, 'x.csv.tmp'), 'utf8')).toBe('mine')
  expect(readdirSync(folder).sort()).toEqual(['x.csv', 'x.csv.tmp'])
})
