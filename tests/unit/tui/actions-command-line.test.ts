import { describe, expect, it } from 'vitest'
import { describeFields } from '../../../src/operations/common/describe-fields.ts'
import { operations } from '../../../src/operations/registry.ts'
import { inputOf, operationOf, wordsOf } from '../../../src/tui/actions/command-line.ts'
import { completions, namedOperation } from '../../../src/tui/actions/completion.ts'

const NAMES = Object.keys(operations)

async function read(line: string) {
  const { name, rest } = operationOf(wordsOf(line), NAMES)
  return { name, ...inputOf(rest, describeFields(await operations[name]())) }
}

describe('the command line of the screen', () => {
  it('reads words as the command line does', async () => {
    expect(await read('trade buy SIMALL 10 --limit 99.5 --stop=90 --execute')).toEqual({
      name: 'trade.buy',
      input: { symbol: 'SIMALL', quantity: 10, limit: 99.5, stop: 90, execute: true },
      json: false,
    })
    expect(await read('openbell quote SIMALL SIMTEC --json')).toEqual({
      name: 'quote',
      input: { symbols: ['SIMALL', 'SIMTEC'] },
      json: true,
    })
    expect((await read("scan 'rsi(14) < 30' --limit 5")).input).toMatchObject({ limit: 5 })
    expect((await read('trade.flatten --yes')).input).toEqual({ execute: true })
  })

  it('leaves what is no number to the schema, which names it', async () => {
    expect((await read('trade buy SIMALL ten')).input).toEqual({ symbol: 'SIMALL', quantity: 'ten' })
  })

  it('says what is near where nothing is meant', async () => {
    await expect(read('qoute SIMALL')).rejects.toMatchObject({ kind: 'usage', hint: 'did you mean quote?' })
    await expect(read('trade')).rejects.toMatchObject({ message: "'trade' needs one more word" })
    await expect(read('quote SIMALL --sorce store')).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('--sorce'),
    })
    await expect(read('trade buy SIMALL 10 20')).rejects.toMatchObject({ message: "'20' is one word too many", hint: null })
    await expect(read('scan change > 0')).rejects.toMatchObject({ hint: "what belongs together takes quotes: 'change > 0'" })
    await expect(read('trade buy SIMALL --limit')).rejects.toMatchObject({ kind: 'usage' })
    await expect(read("quote 'SIM")).resolves.toBeDefined()
  })
})

describe('completion', () => {
  const known = { names: NAMES, fields: null, symbols: ['SIMALL', 'SIMTEC'] }

  it('completes names, then symbols, flags and their choices', async () => {
    expect(completions('trade b', known)).toEqual(['trade buy '])
    expect(completions('quo', known)).toEqual(['quote '])
    expect(namedOperation('trade buy S', NAMES)).toBe('trade.buy')
    expect(namedOperation('risk check ', NAMES)).toBe('risk.check')
    const fields = { name: 'trade buy', ...describeFields(await operations['trade.buy']()) }
    expect(completions('trade buy simt', { ...known, fields })).toEqual(['trade buy SIMTEC '])
    expect(completions('trade buy SIMALL 10 --lim', { ...known, fields })).toEqual(['trade buy SIMALL 10 --limit '])
    expect(completions('trade buy SIMALL 10 --tif g', { ...known, fields })).toEqual(['trade buy SIMALL 10 --tif gtc '])
  })
})
