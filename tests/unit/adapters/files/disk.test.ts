import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cannotRead, cannotWrite } from '../../../../src/adapters/common/file-failures.ts'
import { createDiskFiles } from '../../../../src/adapters/files/disk.ts'

const files = createDiskFiles()
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('writing', () => {
  test('a text appears whole, with its folder and mode, over an older one', async () => {
    const path = join(folder, 'deep', 'one.txt')
    await files.writeText(path, 'first')
    await files.writeText(path, 'second', 0o600)
    expect(readFileSync(path, 'utf8')).toBe('second')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(folder, 'deep'))).toEqual(['one.txt'])
  })

  test('a path through a file, and one that is a folder, are config errors with the path; no draft stays', async () => {
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'taken', 'full'), { recursive: true })
    for (const path of [join(folder, 'file', 'one.txt'), join(folder, 'file', 'deep', 'one.txt'), join(folder, 'taken')]) {
      const wanted = { kind: 'config', message: expect.stringContaining(`cannot write ${path}: `), hint: /^ls -ld / }
      await expect(files.writeText(path, 'text'), path).rejects.toMatchObject({
        ...wanted,
        hint: expect.stringMatching(wanted.hint),
      })
      const begun = files.create(path).then(async (sink) => {
        await sink.write('text')
        await sink.commit().finally(() => sink.discard())
      })
      await expect(begun, path).rejects.toMatchObject({ kind: 'config', message: wanted.message })
    }
    expect(readdirSync(folder)).toEqual(['file', 'taken'])
  })

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write is a config error', async () => {
    chmodSync(folder, 0o500)
    await expect(files.writeText(join(folder, 'one.txt'), '')).rejects.toMatchObject({ kind: 'config', message: /permission/ })
  })

  test.each([
    ['EACCES', 'config', 'permission denied'],
    ['EROFS', 'config', 'the file system is read-only'],
    ['ENOSPC', 'unavailable', 'no room is left on the disk'],
    ['EIO', 'config', 'i/o error'],
  ])('%s is %s: %s', (code, kind, reason) => {
    const failure = () => cannotWrite('/data/one.txt', Object.assign(new Error('i/o error'), { code }))
    expect(failure).toThrow(expect.objectContaining({ kind, message: `cannot write /data/one.txt: ${reason}` }))
  })
})

describe('reading', () => {
  test('a missing file is not-found and says where to look', async () => {
    const path = join(folder, 'none.txt')
    await expect(files.readText(path)).rejects.toMatchObject({
      kind: 'not-found',
      message: `cannot read ${path}: there is no such file`,
      hint: `ls ${folder}`,
    })
  })

  test('a file that may not be read is config', () => {
    const failure = () => cannotRead('/data/one.txt', Object.assign(new Error(''), { code: 'EACCES' }))
    expect(failure).toThrow(expect.objectContaining({ kind: 'config', hint: 'ls -l /data/one.txt' }))
  })
})

test('the mark of a file is that of its full path', () => {
  const path = join(folder, 'one.csv')
  expect(files.markOf(path)).toMatch(/^[0-9a-f]{8}$/)
  expect(files.markOf(relative(process.cwd(), path))).toBe(files.markOf(path))
  expect(files.markOf(join(folder, 'deep', 'one.csv'))).not.toBe(files.markOf(path))
})
