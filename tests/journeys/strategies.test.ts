import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, root } from '../support/cli.ts'

const run = promisify(execFile)

/** Compiles a folder of strategies strictly, as an editor would, against the build. */
async function typeCheck(folder: string): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    target: 'es2024',
    module: 'nodenext',
    types: [],
    skipLibCheck: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    paths: { openbell: [join(root, 'dist/index.d.ts')] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['strategies'] }))
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }))
  const done = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch((error) => error)
  return `${done.stdout}${done.stderr}`
}

describe('strategies of your own', () => {
  it('a new one type-checks, is found, and takes the place that its name says', async () => {
    const home = freshHome()
    const made = await openbell(['strategies', 'new', 'mine'], { home })
    expect(made.code, made.stderr).toBe(0)
    expect(made.stdout).toMatch(/^wrote .*strategies\/mine\.ts/)
    expect((await openbell(['strategies', 'new', 'my-breakout', '--from', 'breakout'], { home })).code).toBe(0)
    expect(await typeCheck(home)).toBe('')
    const list = await openbell(['strategies', 'list', '--json'], { home })
    const own = list.json.strategies.filter((one: { source: string }) => one.source === 'user')
    expect(own.map((one: { name: string }) => one.name)).toEqual(['mine', 'my-breakout'])
    expect(list.json.strategies).toHaveLength(15)
    expect(list.json.failed).toEqual([])
  })

  it('the guide’s strategies type-check, and so do the copies of all of ours', async () => {
    const home = freshHome()
    mkdirSync(join(home, 'strategies'))
    const guide = readFileSync(join(root, 'docs/strategies.md'), 'utf8')
    const blocks = [...guide.matchAll(/```ts\n([^`]*)```/g)].map(([, text]) => text)
    expect(blocks.length).toBeGreaterThan(1)
    for (const [i, text] of blocks.entries()) writeFileSync(join(home, 'strategies', `guide-${i}.ts`), text)
    cpSync(join(root, 'strategies'), join(home, 'strategies', 'ours'), { recursive: true })
    expect(await typeCheck(home)).toBe('')
    for (const i of blocks.keys()) {
      const ran = await openbell(['backtest', `guide-${i}`, 'SIMALL', '--json'], { home })
      expect(ran.code, ran.stderr).toBe(0)
      expect(ran.json.roundTrips.length).toBeGreaterThan(0)
    }
  })

  it('a new one trades as it is written', async () => {
    const home = freshHome()
    await openbell(['strategies', 'new', 'mine'], { home })
    const ran = await openbell(['backtest', 'mine', 'SIMALL', '--set', 'length=50', '--json'], { home })
    expect(ran.code, ran.stderr).toBe(0)
    expect(ran.json).toMatchObject({ strategy: 'mine', params: { length: 50, hot: 75, stopAtr: 2 } })
    expect(ran.json.roundTrips.length).toBeGreaterThan(3)
  })

  it('the type check can fail: a parameter that is not there', async () => {
    const home = freshHome()
    mkdirSync(join(home, 'strategies'))
    const text = `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: 'wrong', summary: 'Wrong.', params: { fast: z.int().default(3) },
  onBar({ params }) { params.slow },
})
`
    writeFileSync(join(home, 'strategies', 'wrong.ts'), text)
    expect(await typeCheck(home)).toMatch(/wrong\.ts\(4,30\): error TS2339: Property 'slow' does not exist/)
  })

  it('a file in any folder runs its types away, finds openbell and its own helpers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'anywhere-'))
    writeFileSync(join(folder, 'helper.ts'), 'export const length: number = 7\n')
    const text = `import { defineStrategy, type SeriesView, sma, z } from 'openbell'
import { length } from './helper.ts'
interface Line { view: SeriesView }
export default defineStrategy({
  name: 'anywhere', summary: 'Anywhere.', params: { length: z.int().min(1).default(length) },
  indicators: ({ length }) => ({ line: sma(length) }),
  onBar({ line, buy }) { const one: Line = { view: line }; if (one.view.now > 0) buy({ shares: 1, reason: 'up' }) },
})
`
    writeFileSync(join(folder, 'any.ts'), text)
    const info = await openbell(['strategies', 'info', join(folder, 'any.ts'), '--json'])
    expect(info.code, info.stderr).toBe(0)
    expect(info.json).toMatchObject({ source: 'path', indicators: ['sma:7'], params: [{ name: 'length', default: 7, min: 1 }] })
  })

  it('loads in a worker thread as well, as the optimizer needs it', async () => {
    const load = pathToFileURL(join(root, 'dist/strategy/load.js')).href
    const inWorker = `
      const { parentPort } = require('node:worker_threads')
      import('${load}').then(({ loadStrategy }) => loadStrategy('./mine.ts', { home: '.' })).then((one) => parentPort.postMessage(one.sourceHash))`
    const start = `new (require('node:worker_threads').Worker)(process.argv[1], { eval: true }).on('message', (hash) => console.log(hash))`
    const home = freshHome()
    cpSync(join(root, 'strategies/scalp.ts'), join(home, 'mine.ts'))
    const { stdout } = await run(process.execPath, ['-e', start, inWorker], { cwd: home })
    expect(stdout.trim()).toBe((await openbell(['strategies', 'info', 'scalp', '--json'])).json.sourceHash)
  })

  it.each([
    [
      'throws',
      "import { z } from 'openbell'\n\nconst broken = (null as unknown as { a: 1 }).a\nexport default broken\n",
      /:3: Cannot read properties of null/,
    ],
    ['has an enum', 'const a = 1\nenum Side { Buy }\nexport default a\n', /:2: TypeScript enum is not supported/],
    ['is no TypeScript', 'const a = = 1\n', /:1: /],
    [
      'asks for what is not there',
      "import { smma2 } from 'openbell'\nexport default smma2\n",
      /:1: .*does not provide an export named 'smma2'/,
    ],
    ['leaves an ending out', "import { a } from './helper'\nexport default a\n", /Cannot find module/],
  ])('a file that %s is named with its line, exit 2', async (_what, text, message) => {
    const home = freshHome()
    writeFileSync(join(home, 'idea.ts'), text)
    const info = await openbell(['strategies', 'info', './idea.ts'], { home })
    expect(info.code).toBe(2)
    expect(info.stderr).toMatch(message)
    expect(info.stderr).toMatch(/^usage: .*idea\.ts/)
    expect(info.stderr.trim().split('\n')).toHaveLength(1)
  })

  it('an unknown strategy is exit 4 with the nearest name', async () => {
    const info = await openbell(['strategies', 'info', 'bolinger-reversion'])
    expect(info.code).toBe(4)
    expect(info.stderr).toMatch(/did you mean 'bollinger-reversion'/)
  })
})

describe('a clone of openbell', () => {
  it('labels ours and yours in its strategies/, and an edit of ours counts at once', async () => {
    const clone = mkdtempSync(join(tmpdir(), 'clone-'))
    for (const part of ['bin', 'dist', 'strategies', 'data/universes', 'package.json']) {
      cpSync(join(root, part), join(clone, part), { recursive: true, preserveTimestamps: true })
    }
    symlinkSync(join(root, 'node_modules'), join(clone, 'node_modules'))
    const started = async (args: string[]) => {
      const done = await run(process.execPath, [join(clone, 'bin/openbell.js'), ...args, '--json'], {
        cwd: clone,
        env: { PATH: process.env.PATH, HOME: clone, OPENBELL_HOME: join(clone, 'data') },
      })
      return JSON.parse(done.stdout)
    }
    await started(['strategies', 'new', 'mine'])
    const sources = async () =>
      Object.fromEntries(
        (await started(['strategies', 'list'])).strategies.map((one: { name: string; source: string }) => [one.name, one.source]),
      )
    expect(await sources()).toMatchObject({ mine: 'user', 'sma-cross': 'built-in', scalp: 'built-in' })
    const file = join(clone, 'strategies/sma-cross.ts')
    writeFileSync(file, readFileSync(file, 'utf8').replace('default(30)', 'default(31)'))
    const { params, source } = await started(['strategies', 'info', 'sma-cross'])
    expect([params[1].default, source]).toEqual([31, 'built-in'])
  })
})

describe('an installed openbell', () => {
  /** The package as npm lays it out: Node strips no types below node_modules, so the compiled strategies must do. */
  function installed(): string {
    const place = mkdtempSync(join(tmpdir(), 'installed-'))
    const modules = join(place, 'node_modules')
    mkdirSync(join(modules, 'openbell'), { recursive: true })
    for (const part of ['bin', 'dist', 'strategies', 'package.json']) {
      cpSync(join(root, part), join(modules, 'openbell', part), { recursive: true })
    }
    cpSync(join(root, 'data/universes'), join(modules, 'openbell/data/universes'), { recursive: true })
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (!name.startsWith('.') && name !== 'openbell') symlinkSync(join(root, 'node_modules', name), join(modules, name))
    }
    return place
  }

  it('lists the built-in strategies and loads them compiled, with the same hash', async () => {
    const place = installed()
    const started = (args: string[]) =>
      run(process.execPath, [join(place, 'node_modules/openbell/bin/openbell.js'), ...args], {
        cwd: place,
        env: { PATH: process.env.PATH, HOME: place, OPENBELL_HOME: place },
      })
    const list = JSON.parse((await started(['strategies', 'list', '--json'])).stdout)
    expect(list.strategies).toHaveLength(13)
    expect(list.failed).toEqual([])
    const there = JSON.parse((await started(['strategies', 'info', 'breakout', '--json'])).stdout)
    const here = (await openbell(['strategies', 'info', 'breakout', '--json'])).json
    expect(there.sourceHash).toBe(here.sourceHash)
    await started(['strategies', 'new', 'mine'])
    expect(JSON.parse((await started(['strategies', 'info', 'mine', '--json'])).stdout)).toMatchObject({ source: 'user' })
  })
})
