import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { builtIns } from '../../../src/strategy/folders.ts'
import { loadFile, loadStrategy } from '../../../src/strategy/load.ts'
import { loadCustomIndicators } from '../../../src/strategy/load-indicators.ts'
import { sourceHash } from '../../../src/strategy/source-hash.ts'
import { root } from '../../support/cli.ts'
import { barsOf, seededCandles, usCalendar } from '../../support/indicator-bars.ts'

const folder = () => mkdtempSync(join(tmpdir(), 'openbell-strategies-'))
const written = (summary: string, name = 'mine') => `import { defineStrategy, z } from 'openbell'
export default defineStrategy({
  name: '${name}', summary: '${summary}', params: { size: z.number().min(0).default(1) },
  onBar({ buy }: { buy: (entry: { shares: number; reason: string }) => void }) { buy({ shares: 1, reason: 'always' }) },
})
`

/** A working directory and a home, each with a folder of strategies. */
function places() {
  const [cwd, home] = [folder(), folder()]
  for (const one of [cwd, home]) mkdirSync(join(one, 'strategies'))
  return { cwd, home }
}

describe('loading a strategy', () => {
  it('finds the built-in ones by name, by alias and in any spelling of the dashes', async () => {
    const where = places()
    const found = await loadStrategy('sma-cross', where)
    expect(found).toMatchObject({ source: 'built-in', strategy: { name: 'sma-cross' } })
    expect(found.sourceHash).toMatch(/^[0-9a-f]{64}$/)
    expect((await loadStrategy('sma_cross', where)).strategy.name).toBe('sma-cross')
  })

  it("prefers the working directory's, then the home's, then the built-in", async () => {
    const where = places()
    writeFileSync(join(where.home, 'strategies', 'sma-cross.ts'), written('from home', 'sma-cross'))
    expect(await loadStrategy('sma-cross', where)).toMatchObject({ source: 'user', strategy: { summary: 'from home' } })
    writeFileSync(join(where.cwd, 'strategies', 'sma-cross.ts'), written('from here', 'sma-cross'))
    expect(await loadStrategy('sma-cross', where)).toMatchObject({ source: 'user', strategy: { summary: 'from here' } })
  })

  it('reads an edited file again, and its hash changes with it', async () => {
    const where = places()
    const file = join(where.cwd, 'any-name.ts')
    writeFileSync(file, written('before'))
    const before = await loadStrategy(file, where)
    writeFileSync(file, written('after'))
    const after = await loadStrategy('./any-name.ts', where)
    expect([before.strategy.summary, after.strategy.summary]).toEqual(['before', 'after'])
    expect(before.source).toBe('path')
    expect(after.sourceHash).not.toBe(before.sourceHash)
  })
})

describe('what cannot be loaded', () => {
  const cases: [string, string, string, RegExp][] = [
    ['throws', 'throws.ts', "throw new Error('no luck')", /throws\.ts.*no luck/],
    ['exports nothing', 'nothing.ts', 'export const a = 1', /has no default export/],
    [
      'exports a function',
      'function.js',
      'export default function idea() {}',
      /exports the function idea as default, not a strategy/,
    ],
    ['exports a plain object', 'object.mjs', 'export default { name: 1 }', /exports a value of type object/],
    ['is wrongly defined', 'wrong.ts', written('x', 'Not A Name'), /wrong\.ts.*lower case with dashes/],
  ]
  it.each(cases)('a file that %s says so', async (_what, name, text, message) => {
    const where = places()
    writeFileSync(join(where.cwd, name), text)
    const loading = loadStrategy(`./${name}`, where)
    await expect(loading).rejects.toThrow(message)
    await expect(loading).rejects.toMatchObject({ kind: 'usage', hint: expect.any(String) })
  })

  it('an unknown name says the nearest one and where it looked', async () => {
    const where = places()
    const loading = loadStrategy('sma-cros', where)
    await expect(loading).rejects.toMatchObject({ kind: 'not-found', hint: 'openbell strategies list' })
    await expect(loading).rejects.toThrow(/did you mean 'sma-cross'/)
    await expect(loading).rejects.toThrow(join(where.home, 'strategies'))
    await expect(loadStrategy('./none.ts', where)).rejects.toThrow(`there is no file ${join(where.cwd, 'none.ts')}`)
  })
})

describe('the hash of a strategy', () => {
  it('is the same in every folder and covers what it imports', () => {
    const [one, two] = [folder(), folder()]
    for (const where of [one, two]) {
      writeFileSync(join(where, 'a.ts'), "import { b } from './b.ts'\nexport default b\n")
      writeFileSync(join(where, 'b.ts'), 'export const b = 1\n')
    }
    expect(sourceHash(join(one, 'a.ts'))).toBe(sourceHash(join(two, 'a.ts')))
    writeFileSync(join(two, 'b.ts'), 'export const b = 2\n')
    expect(sourceHash(join(one, 'a.ts'))).not.toBe(sourceHash(join(two, 'a.ts')))
  })
})

describe('the built-in strategies', () => {
  const files = builtIns()

  it('are thirteen, found by their alias too', async () => {
    const names = 'bollinger-reversion breakout buy-and-hold ema-momentum forecast-follow gap-and-go opening-range-breakout pairs'
    expect(files.map((one) => one.name)).toEqual(`${names} peak-trough rsi-reversion scalp sma-cross vwap-reversion`.split(' '))
    expect((await loadStrategy('momentum_trading_optimized', places())).strategy.name).toBe('ema-momentum')
  })

  it('are all compiled by the build', () => {
    const { files: compiled } = JSON.parse(readFileSync(join(root, 'tsconfig.strategies.json'), 'utf8'))
    const strategies = compiled.filter((file: string) => !file.includes('/networks/'))
    expect(strategies).toEqual(files.map((one) => `strategies/${one.name}.ts`))
  })

  it.each(files.map((one) => [one.name, one] as const))('%s says its name, its origin and its weakness', async (name, found) => {
    const { strategy } = await loadFile(found)
    expect(strategy.name).toBe(name)
    expect(strategy.origin).toMatch(/[A-Z].*\d{4}|[A-Z]\w+ [A-Z]/)
    expect(strategy.weakness).toMatch(/\.$/)
    const text = readFileSync(found.file, 'utf8')
    expect(text).toMatch(/\* Origin: /)
    expect(text).toMatch(/\* Weakness: /)
  })
})

describe('indicators of a user', () => {
  const indicator = (name: string, summary: string) => `import { defineIndicator } from 'openbell'
export default defineIndicator({ name: '${name}', summary: '${summary}', warmUp: () => 1, start: () => ({}), step: (bar) => bar.high - bar.low })
`

  it("are read from strategies/indicators/, the working directory's first", async () => {
    const where = places()
    for (const one of [where.cwd, where.home]) mkdirSync(join(one, 'strategies', 'indicators'))
    writeFileSync(join(where.home, 'strategies', 'indicators', 'spread.ts'), indicator('my_spread', 'home'))
    writeFileSync(join(where.home, 'strategies', 'indicators', 'other.ts'), indicator('my_other', 'home'))
    writeFileSync(join(where.cwd, 'strategies', 'indicators', 'spread.ts'), indicator('my_spread', 'here'))
    const { found, faults } = await loadCustomIndicators(where)
    expect(faults).toEqual([])
    expect(found.map(({ spec }) => [spec.name, spec.summary])).toEqual([
      ['my_spread', 'here'],
      ['my_other', 'home'],
    ])
  })

  it('are none where there is no folder; one that cannot be used is left out alone, with the reason', async () => {
    const where = places()
    expect(await loadCustomIndicators(where)).toEqual({ found: [], faults: [] })
    const folder = join(where.cwd, 'strategies', 'indicators')
    mkdirSync(folder)
    const files = {
      'a-syntax.ts': 'export default {',
      'b-empty.ts': 'export const a = 1\n',
      'c-none.ts': 'export default { name: "bad" }\n',
      'd-taken.ts': indicator('sma', 'mine'),
      'e-good.ts': indicator('good', 'the first'),
      'f-twin.ts': indicator('good', 'the second'),
      'g-throws.ts': "throw new Error('no luck')\n",
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const { found, faults } = await loadCustomIndicators(where)
    expect(found.map(({ spec }) => spec.summary)).toEqual(['the first'])
    const told = Object.fromEntries(faults.map(({ file, error }) => [basename(file), `${error.kind}: ${error.message}`]))
    expect(told).toEqual({
      'a-syntax.ts': expect.stringMatching(/^usage: .*a-syntax\.ts(:\d+)?: /),
      'b-empty.ts': expect.stringMatching(/b-empty\.ts has no indicator as its default export$/),
      'c-none.ts': expect.stringMatching(/c-none\.ts: custom indicator 'bad': it has no summary$/),
      'd-taken.ts': expect.stringMatching(/d-taken\.ts: the name 'sma' .* is the name of an indicator of openbell$/),
      'f-twin.ts': expect.stringMatching(/f-twin\.ts: the name 'good' .* is that of .*e-good\.ts$/),
      'g-throws.ts': expect.stringMatching(/g-throws\.ts:1: no luck$/),
    })
  })

  it('name their file and line where they fail, in a strategy that brings one too', async () => {
    const where = places()
    const folder = join(where.cwd, 'strategies', 'indicators')
    mkdirSync(folder)
    const step = 'step(bar) {\n  throw new Error("too high")\n}'
    const text = indicator('fails', 'always').replace('step: (bar) => bar.high - bar.low', step)
    writeFileSync(join(folder, 'fails.ts'), text)
    const { found } = await loadCustomIndicators(where)
    expect(text).toContain('too high')
    const bars = barsOf(seededCandles(5))
    const source = { bars, input: bars.close, calendar: usCalendar, other: null }
    const wanted = new RegExp(
      `^${join(folder, 'fails.ts')}:\\d+: custom indicator 'fails': step failed on bar 1 \\(.*Z\\): too high$`,
    )
    expect(() => found[0].spec.kernel(source, [], [new Float64Array(5)])).toThrow(
      expect.objectContaining({ kind: 'usage', message: expect.stringMatching(wanted) }),
    )
    expect(() => found[0].spec.stream([]).step(source, 0)).toThrow(wanted)
  })
})
