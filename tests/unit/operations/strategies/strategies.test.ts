import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { strategiesInfo } from '../../../../src/operations/strategies/info.ts'
import { strategiesList } from '../../../../src/operations/strategies/list.ts'
import { strategiesNew } from '../../../../src/operations/strategies/new.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'

let test: TestContext

/** The home folder is the working directory too, so that a new strategy is written there. */
function started(options: Parameters<typeof createTestContext>[0] = {}): TestContext {
  test = createTestContext(options)
  vi.spyOn(process, 'cwd').mockReturnValue(test.home)
  return test
}

beforeEach(() => {
  started()
})
afterEach(() => {
  vi.restoreAllMocks()
  test.close()
})

/** A file in the user's folder of strategies. */
function write(name: string, text: string): string {
  const folder = join(test.home, 'strategies')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const mine = (summary: string) => `import { defineStrategy } from 'openbell'
export default defineStrategy({ name: 'sma-cross', summary: '${summary}', params: {}, onBar() {} })
`

describe('strategies list', () => {
  it('gives up a file that never finishes loading, and has the others', async () => {
    write('waits.ts', 'await new Promise(() => {})\n')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const listing = test.run(strategiesList, {})
      while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
      // The user's files are read first: the time that runs out is that of the one which hangs.
      await vi.advanceTimersByTimeAsync(10_000)
      const { strategies, failed } = await listing
      expect(failed).toMatchObject([{ name: 'waits', kind: 'usage', message: expect.stringContaining('never finished loading') }])
      expect(strategies.length).toBeGreaterThan(10)
    } finally {
      vi.useRealTimers()
    }
  })

  it('has the built-in ones with their parameters, by name', async () => {
    const { strategies, failed } = await test.run(strategiesList, {})
    expect(failed).toEqual([])
    expect(strategies).toHaveLength(13)
    const names = strategies.map((one: { name: string }) => one.name)
    expect(names).toEqual([...names].sort())
    const cross = strategies.find((one: { name: string }) => one.name === 'sma-cross')
    expect(cross).toMatchObject({ source: 'built-in', file: expect.stringMatching(/strategies\/sma-cross\.ts$/) })
    expect(cross.params[0]).toMatchObject({ name: 'fast', type: 'integer', default: 10, min: 2, max: 60 })
  })

  it("puts a user's strategy in the place of ours, and a broken file among the failed", async () => {
    const file = write('sma-cross.ts', mine('Mine.'))
    write('broken.ts', "throw new Error('not today')\n")
    const { strategies, failed } = await test.run(strategiesList, {})
    expect(strategies).toHaveLength(13)
    const cross = strategies.find((one: { name: string }) => one.name === 'sma-cross')
    expect(cross).toEqual({ name: 'sma-cross', description: 'Mine.', params: [], source: 'user', file })
    expect(failed).toEqual([
      expect.objectContaining({ name: 'broken', kind: 'usage', message: expect.stringMatching(/not today/) }),
    ])
  })
})

describe('strategies info', () => {
  it('tells all of one strategy', async () => {
    expect(await test.run(strategiesInfo, { name: 'opening-range-breakout' })).toMatchObject({
      origin: expect.stringMatching(/Toby Crabel/),
      weakness: expect.stringMatching(/Quiet days/),
      indicators: ['opening_range:15', 'session'],
      timeframes: ['1m', '5m', '15m'],
      symbols: { min: 1, max: 1 },
      sourceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(await test.run(strategiesInfo, { name: 'pairs' })).toMatchObject({ symbols: { min: 2, max: 2 }, indicators: [] })
    expect(await test.run(strategiesInfo, { name: 'momentum_trading_optimized' })).toMatchObject({ name: 'ema-momentum' })
  })

  it('refuses what is none', async () => {
    await expect(test.run(strategiesInfo, { name: 'rsi-revision' })).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringMatching(/did you mean 'rsi-reversion'/),
    })
  })
})

describe('strategies new', () => {
  it('writes a strategy that loads and is listed as mine', async () => {
    const { file } = await test.run(strategiesNew, { name: 'my-idea' })
    expect(file).toBe(join(test.home, 'strategies', 'my-idea.ts'))
    const info = await test.run(strategiesInfo, { name: 'my-idea' })
    expect(info).toMatchObject({ name: 'my-idea', source: 'user', file, indicators: ['ema:1', 'ema:20', 'rsi:14', 'atr:14'] })
  })

  it('copies any strategy under the new name, and only the name changes', async () => {
    const { file } = await test.run(strategiesNew, { name: 'my-cross', from: 'sma-cross' })
    const text = readFileSync(file, 'utf8')
    const original = (await test.run(strategiesInfo, { name: 'sma-cross' })).file
    expect(text.replace("name: 'my-cross'", "name: 'sma-cross'")).toBe(readFileSync(original, 'utf8'))
    expect(await test.run(strategiesInfo, { name: 'my-cross' })).toMatchObject({ name: 'my-cross', source: 'user' })
  })

  it('never overwrites, never hides a strategy of ours, and refuses a name that is none', async () => {
    const file = write('taken.mjs', 'export default 1\n')
    await expect(test.run(strategiesNew, { name: 'taken' })).rejects.toThrow(`${file} is there already`)
    await expect(test.run(strategiesNew, { name: 'sma-cross' })).rejects.toThrow(/name of a strategy of openbell/)
    for (const name of ['My Idea', '../idea', 'idea.ts', '-x', 'a--b']) {
      await expect(test.run(strategiesNew, { name }), name).rejects.toMatchObject({
        kind: 'usage',
        hint: expect.stringMatching(/^openbell strategies new [a-z]/),
      })
    }
    expect(readFileSync(file, 'utf8')).toBe('export default 1\n')
  })

  it('refuses to copy what would not run elsewhere', async () => {
    write('helper.ts', 'export const one = 1\n')
    write('uses-helper.ts', `import { one } from './helper.ts'\n${mine('x').replace('sma-cross', 'uses-helper')}export { one }\n`)
    await expect(test.run(strategiesNew, { name: 'copy', from: 'uses-helper' })).rejects.toThrow(/imports other files/)
  })

  it('writes nothing in a dry run', async () => {
    test.close()
    started({ dryRun: true })
    const { file } = await test.run(strategiesNew, { name: 'my-idea' })
    expect(existsSync(file)).toBe(false)
    expect(test.notes).toEqual([expect.stringMatching(/dry run/)])
  })
})
