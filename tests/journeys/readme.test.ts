import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GLOBAL_FLAGS } from '../../dist/cli/flags.js'
import { readManifest } from '../../dist/cli/manifest.js'
import { freshHome, openbell, root, words } from '../support/cli.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```console\n\$ openbell (.+)\n([^`]*)```/g)].map(([, typed, shown]) => ({ typed, shown }))

/** Command lines of the shell blocks, and those named in the text. */
const named = [
  ...[...readme.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block]) => block.split('\n')),
  ...[...readme.matchAll(/`(openbell [^`\n]+)`/g)].map(([, typed]) => typed),
].flatMap((line) =>
  [...line.replace(/\s#.*/, '').matchAll(/(?:^|[\s(])openbell ((?:'[^']*'|"[^"]*"|[^'")])+)/g)].map(([, typed]) => typed.trim()),
)

/** What the command line would say of a line: an operation and flags that it knows, or what it does not. */
function unknownIn(typed: string): string[] {
  const { operations } = readManifest()
  const [first, second, ...rest] = words(typed)
  if (['init', 'completion'].includes(first) || first === '<operation>' || first.startsWith('--')) return []
  const operation = operations.find((one: { name: string }) => one.name === first || one.name === `${first}.${second}`)
  if (!operation) return [`openbell ${first}`]
  const own = operation.flags.map(
    (one: { name: string }) => `--${one.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  )
  const known = new Set([...own, ...GLOBAL_FLAGS.map((one: { flags: string }) => one.flags.split(' ')[0]), '--help'])
  return [second, ...rest].filter((word) => word?.startsWith('--') && !known.has(word.split('=')[0]))
}

describe('README', () => {
  it('has a tour', () => expect(blocks.length).toBeGreaterThan(4))

  it.each(blocks)('prints what it shows: openbell $typed', async ({ typed, shown }) => {
    const run = await openbell(words(typed), { home: freshHome() })
    expect((run.stdout || run.stderr).trimEnd()).toBe(shown.trimEnd())
  })

  it('names commands and flags that exist', () => {
    expect(named.length).toBeGreaterThan(8)
    for (const typed of named) expect(unknownIn(typed), typed).toEqual([])
    expect([unknownIn('data imprt x'), unknownIn('scan --univers all'), unknownIn('scna')].flat()).toHaveLength(3)
  })

  it('sets up with commands that package.json knows', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(readme).toContain('npm ci && npm start')
    expect(readme).toContain('npm ci && npm test')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'check:long', 'prepare']))
  })
})
