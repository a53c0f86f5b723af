import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { GLOBAL_FLAGS } from '../../dist/cli/flags.js'
import { readManifest } from '../../dist/cli/manifest.js'
import { freshHome, openbell, root, words } from '../support/cli.ts'
import { startTestPocket } from '../support/pocket.ts'

/** OPENBELL_DOCS=write vitest run tests/journeys/readme.test.ts writes blocks and table of commands anew, for a person to read over. */
const WRITES = process.env.OPENBELL_DOCS === 'write'

const path = join(root, 'README.md')
const readme = readFileSync(path, 'utf8')

/** Every guide: its commands must exist, its console blocks are run. */
const GUIDES = readdirSync(join(root, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`)

/** Texts whose console blocks are run. */
const SHOWS = ['README.md', ...GUIDES]

/** Each console block, in a home of its own: its commands one after the other, each with what it prints. */
const blocks = SHOWS.flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/```console\n([^`]*)```/g)].map(([whole, text]) => ({
    file,
    whole,
    steps: text.split(/^(?=\$ openbell )/m).map((step) => ({
      typed: step.slice('$ openbell '.length, step.indexOf('\n')),
      shown: step.slice(step.indexOf('\n') + 1),
    })),
  })),
)

/** Where a reader's home stands in texts. */
const HOME = '<home>'

/** Ids of orders are drawn anew each time: told apart by where they stand first. How far a file is compressed depends on the version of Node, times on the machine. */
function withoutIds(text: string): string {
  const seen: string[] = []
  return text.replace(/[\d.]+ (?=MB|KB|bytes a row|ms\b)/g, 'N ').replace(/\b[0-9a-f]{12}\b/g, (id) => {
    if (!seen.includes(id)) seen.push(id)
    return `id ${seen.indexOf(id)}`
  })
}

/** Command lines of the shell blocks of a text, and those that it names. */
function namedIn(text: string): string[] {
  const lines = [
    ...[...text.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block]) => block.split('\n')),
    ...[...text.matchAll(/`(openbell [^`\n]+)`/g)].map(([, typed]) => typed),
  ]
  return lines.flatMap((line) =>
    [...line.replace(/\s#.*/, '').matchAll(/(?:^|[\s(])openbell ((?:'[^']*'|"[^"]*"|[^'")])+)/g)].map(([, typed]) =>
      typed.trim(),
    ),
  )
}

/** What the command line would say of a line: an operation and flags that it knows, or what it does not. */
function unknownIn(typed: string): string[] {
  const { operations } = readManifest()
  const [first, second, ...rest] = words(typed)
  if (['init', 'completion'].includes(first) || first === '<operation>' || first.startsWith('--')) return []
  const named = (name: string) => operations.find((one: { name: string }) => one.name === name)
  const operation = named(`${first}.${second}.${rest[0]}`) ?? named(`${first}.${second}`) ?? named(first)
  if (!operation) return [`openbell ${first}`]
  const own = operation.flags.map(
    (one: { name: string; default?: unknown }) =>
      `--${one.default === true ? 'no-' : ''}${one.name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  )
  const known = new Set([...own, ...GLOBAL_FLAGS.map((one: { flags: string }) => one.flags.split(' ')[0]), '--help'])
  return [second, ...rest].filter((word) => word?.startsWith('--') && !known.has(word.split('=')[0]))
}

/** The table of commands, as the registry has them. */
function commandTable(): string {
  const { operations } = readManifest() as { operations: { name: string; summary: string }[] }
  const rows = operations.map(({ name, summary }) => `| \`${name.replaceAll('.', ' ')}\` | ${summary.replaceAll('|', '\\|')} |`)
  return ['| command | what it does |', '| --- | --- |', ...rows, ''].join('\n')
}

const table = /<!-- commands -->\n(.*)<!-- \/commands -->/s

describe('README and guides', () => {
  const written = new Map<string, { file: string; is: string }>()

  it('have a tour', () => expect(blocks.length).toBeGreaterThan(4))

  it.each(blocks)('$file prints what it shows: openbell $steps.0.typed', async ({ file, whole, steps }) => {
    const home = freshHome()
    let text = ''
    for (const { typed, shown } of steps) {
      const run = await openbell(words(typed), { home })
      const printed = (run.stdout || run.stderr).trimEnd().replaceAll(home, HOME)
      if (!WRITES) expect(withoutIds(printed)).toBe(withoutIds(shown.trimEnd()))
      expect(run.code, printed).not.toBe(1)
      text += `$ openbell ${typed}\n${printed}\n`
    }
    written.set(whole, { file, is: `\`\`\`console\n${text}\`\`\`` })
  })

  it('shows a client of the pocket exchange that fills an order', { timeout: 30_000 }, async () => {
    const pocket = await startTestPocket({ minutes: 30, speed: 60 })
    const folder = freshHome()
    const [, text] = /```js\n(.*?)```/s.exec(readme) as RegExpExecArray
    writeFileSync(join(folder, 'client.mjs'), text.replace('127.0.0.1:8787', new URL(pocket.url).host))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    const client = spawn(process.execPath, ['client.mjs'], { cwd: folder, env: { PATH: process.env.PATH } })
    let told = ''
    client.stdout.setEncoding('utf8').on('data', (piece) => {
      told += piece
    })
    await expect.poll(() => told, { timeout: 20_000 }).toContain('fill buy 10 SIMALL')
    client.kill()
    await pocket.close()
  })

  it('runs the strategy it shows', async () => {
    const home = freshHome()
    const [, text] = /```ts\n([^`]*)```/.exec(readme) as RegExpExecArray
    const [, name] = /name: '([\w-]+)'/.exec(text) as RegExpExecArray
    mkdirSync(join(home, 'strategies'))
    writeFileSync(join(home, 'strategies', `${name}.ts`), text)
    const run = await openbell(['backtest', name, 'SIMALL', '--as-of', '2026-03-20T20:00:00Z', '--json'], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.json.metrics.roundTrips).toBeGreaterThan(10)
  })

  it.skipIf(WRITES)('lists every command', () => expect(table.exec(readme)?.[1]).toBe(commandTable()))

  afterAll(() => {
    if (!WRITES) return
    for (const shows of SHOWS) {
      let text = readFileSync(join(root, shows), 'utf8')
      text = text.replace(table, () => `<!-- commands -->\n${commandTable()}<!-- /commands -->`)
      for (const [was, { file, is }] of written) if (file === shows) text = text.replace(was, () => is)
      writeFileSync(join(root, shows), text)
    }
  })

  it('names commands and flags that exist, and so do the guides', () => {
    expect(namedIn(readme).length).toBeGreaterThan(8)
    for (const file of ['README.md', ...GUIDES]) {
      for (const typed of namedIn(readFileSync(join(root, file), 'utf8')))
        expect(unknownIn(typed), `${file}: ${typed}`).toEqual([])
    }
    expect(
      [
        unknownIn('data imprt x'),
        unknownIn('scan --univers all'),
        unknownIn('scna'),
        unknownIn('forecast backend list --steps 5'),
      ].flat(),
    ).toHaveLength(4)
  })

  it('maps every folder of the parts that have many', () => {
    const map = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
    for (const part of ['operations', 'operations/recording', 'engine', 'engine/orders', 'analysis', 'pocket', 'tui', 'mcp']) {
      const folders = readdirSync(join(root, 'src', part), { withFileTypes: true }).filter((one) => one.isDirectory())
      for (const { name } of folders) expect(map, `src/${part}/${name}`).toContain(`${name}/`)
    }
  })

  it('sets up with commands that package.json knows', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(readme).toContain('npm ci && npm start')
    expect(readme).toContain('npm ci && npm test')
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test', 'bench', 'check:long', 'prepare']))
  })
})
