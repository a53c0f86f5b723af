import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/```console\n\$ openbell (.+)\n([^`]*)```/g)].map(([, typed, shown]) => ({ typed, shown }))

/** Words of a shell line with single quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2])
}

describe('README', () => {
  it('has a tour', () => expect(blocks.length).toBeGreaterThan(4))

  it.each(blocks)('prints what it shows: openbell $typed', async ({ typed, shown }) => {
    const run = await openbell(words(typed), { home: freshHome() })
    expect((run.stdout || run.stderr).trimEnd()).toBe(shown.trimEnd())
  })

  it('sets up with commands that package.json knows', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(readme).toContain('npm ci && npm start')
    expect(readme).toContain('npm ci && npm test')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'check:long', 'prepare']))
  })
})
