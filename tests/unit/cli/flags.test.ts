import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { buildProgram, type Invocation } from '../../../src/cli/flags.ts'
import type { ManifestField, ManifestOperation } from '../../../src/cli/manifest.ts'

const field = (name: string, type: ManifestField['type'], required = false): ManifestField => ({
  name,
  type,
  required,
  description: name,
})

const operation = (name: string, args: ManifestField[], flags: ManifestField[]): ManifestOperation => ({
  name,
  summary: name,
  effect: 'read',
  arguments: args,
  flags,
  examples: [],
})

const risk = field('risk', 'string')
const manifest = {
  version: '0.0.0',
  operations: [
    operation('risk.check', [field('symbol', 'string', true)], [risk, field('limit', 'number')]),
    operation('risk', [], [risk, field('level', 'number')]),
    operation('risk.log', [], [field('limit', 'number')]),
    operation('forecast', [field('symbols', 'array')], [field('input', 'number')]),
    operation('forecast.backend.list', [], []),
    operation('forecast.backend.test', [field('name', 'string')], [field('input', 'number')]),
    operation('send', [field('symbol', 'string', true)], [field('execute', 'boolean')]),
  ],
}

/** What is invoked by a command line. */
async function parsed(...argv: string[]): Promise<Invocation> {
  const invoked: Invocation[] = []
  const program = buildProgram(manifest, async (one) => {
    invoked.push(one)
  })
  quiet(program)
  await program.parseAsync(argv, { from: 'user' })
  return invoked[0]
}

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} })
  for (const one of command.commands) quiet(one)
}

describe('an operation of three words', () => {
  it('runs by its words; the first of them alone is an operation with symbols', async () => {
    expect((await parsed('forecast', 'backend', 'list')).operation.name).toBe('forecast.backend.list')
    expect((await parsed('forecast', 'SPY', 'QQQ')).input).toEqual({ symbols: ['SPY', 'QQQ'] })
    expect((await parsed('forecast', 'backend', 'test', 'wasm', '--json')).globals).toEqual({ json: true })
  })

  it('has a flag that the first word has too', async () => {
    for (const argv of [
      ['forecast', 'backend', 'test', 'wasm', '--input', '9'],
      ['forecast', '--input', '9', 'backend', 'test', 'wasm'],
    ]) {
      expect(await parsed(...argv)).toMatchObject({
        operation: { name: 'forecast.backend.test' },
        input: { name: 'wasm', input: 9 },
      })
    }
  })

  it('has an --input of its own beside --no-input, wherever that stands', async () => {
    for (const argv of [
      ['forecast', 'SPY', '--no-input'],
      ['--no-input', 'forecast', 'SPY'],
    ]) {
      expect(await parsed(...argv)).toMatchObject({ input: { symbols: ['SPY'] }, globals: { interactive: false } })
      expect((await parsed(...argv)).input).not.toHaveProperty('input')
    }
    const both = await parsed('forecast', 'SPY', '--no-input', '--input', '9')
    expect(both).toMatchObject({ input: { input: 9 }, globals: { interactive: false } })
  })

  it('is asked for by the name of its group: what belongs there is told', async () => {
    await expect(parsed('forecast', 'backend')).rejects.toMatchObject({ code: 'commander.help' })
  })
})

describe('an operation that is a group too', () => {
  it('runs by its own name, and its parts by theirs', async () => {
    expect((await parsed('risk', '--level', '0.99')).input).toEqual({ level: 0.99 })
    expect((await parsed('risk', 'check', 'SPY', '--limit', '5')).input).toEqual({ symbol: 'SPY', limit: 5 })
    expect((await parsed('risk', 'log', '--limit', '5')).operation.name).toBe('risk.log')
  })

  it('a flag that both have reaches the part, wherever it stands', async () => {
    for (const argv of [
      ['risk', 'check', 'SPY', '--risk', 'none'],
      ['risk', '--risk', 'none', 'check', 'SPY'],
    ]) {
      const { operation: one, input } = await parsed(...argv)
      expect(one.name).toBe('risk.check')
      expect(input).toEqual({ symbol: 'SPY', risk: 'none' })
    }
  })

  it('a typo of a part is no silent run of the whole', async () => {
    await expect(parsed('risk', 'chekc')).rejects.toThrow(/chekc|too many/)
  })
})

describe('--yes', () => {
  it('executes where an operation can, and means nothing to it elsewhere', async () => {
    expect((await parsed('send', 'SPY', '--yes')).input).toEqual({ symbol: 'SPY', execute: true })
    expect((await parsed('--yes', 'send', 'SPY')).input).toEqual({ symbol: 'SPY', execute: true })
    expect((await parsed('send', 'SPY')).input).toEqual({ symbol: 'SPY' })
    expect((await parsed('risk', '--yes')).input).toEqual({})
  })
})
