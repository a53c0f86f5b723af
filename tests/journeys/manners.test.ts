import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell, openbellHead } from '../support/cli.ts'

describe('the command line', () => {
  it('bare openbell shows likely commands; --version and --help answer on stdout', async () => {
    const [bare, version, help] = await Promise.all([openbell([]), openbell(['--version']), openbell(['--help'])])
    expect(bare).toMatchObject({ code: 0, stderr: '' })
    expect(bare.stdout).toMatch(/openbell startup/)
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
    for (const word of ['startup', 'scan', 'peak-trough', 'data', 'completion', 'init']) expect(help.stdout).toContain(word)
  })

  it('an operation’s help opens with examples', async () => {
    const { stdout, code } = await openbell(['scan', '--help'])
    expect(code).toBe(0)
    expect(stdout.startsWith('Examples:\n  openbell scan')).toBe(true)
    expect(stdout).toMatch(/--universe/)
    expect(stdout).toMatch(/Global flags:/)
  })

  it.each([
    [['scna'], 'unknown command', 'scan'],
    [['scan', '--univers', 'all'], 'unknown option', '--universe'],
    [['data', 'imprt'], 'unknown command', 'import'],
  ])('%j is answered with what was meant, exit 2', async (args, what, meant) => {
    const run = await openbell(args)
    expect(run).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/^usage: /)
    expect(run.stderr).toContain(what)
    expect(run.stderr).toContain(meant)
    expect(run.stderr.trim().split('\n')).toHaveLength(1)
  })

  it('an error is one JSON line on stderr with --json, wherever the flag stands', async () => {
    for (const args of [
      ['--json', 'hours', '--date', 'yesterday'],
      ['hours', '--date', 'yesterday', '--json'],
    ]) {
      const run = await openbell(args)
      expect(run).toMatchObject({ code: 2, stdout: '' })
      expect(JSON.parse(run.stderr).error).toMatchObject({ kind: 'usage', message: expect.stringContaining('yesterday') })
    }
  })

  it('global flags work before and after the operation', async () => {
    const home = freshHome()
    for (const args of [
      ['--seed', '7', 'config', '--json'],
      ['config', '--json', '--seed', '7'],
    ]) {
      const run = await openbell(args, { home })
      expect(run.json.settings).toContainEqual({ name: 'seed', value: 7, origin: 'flag' })
    }
  })

  it('config says where every value came from, and secrets only that they are set', async () => {
    const home = freshHome()
    writeFileSync(join(home, '.env'), 'APCA_API_SECRET_KEY=hush-hush\n', { mode: 0o600 })
    const env = { APCA_API_KEY_ID: 'PKVERYSECRET' }
    const plain = await openbell(['config'], { home, env })
    const run = await openbell(['config', '--json'], { home, env })
    expect(plain.stdout + run.stdout).not.toMatch(/hush|PKVERY/)
    expect(run.json.settings).toContainEqual({ name: 'alpacaKeyId', value: 'set', origin: 'environment' })
    expect(run.json.settings).toContainEqual({ name: 'alpacaSecretKey', value: 'set', origin: '.env' })
    expect(run.json.settings).toContainEqual({ name: 'source', value: 'simulated', origin: 'default' })
  })

  it.each(['bash', 'zsh', 'fish'])('completion %s names operations and flags', async (shell) => {
    const { stdout, code } = await openbell(['completion', shell])
    expect(code).toBe(0)
    expect(stdout).toMatch(/peak-trough/)
    expect(stdout).toMatch(/universe/)
  })

  it('a reader that goes away is no error', async () => {
    // Far more than a pipe holds, so that the rest of the answer has nowhere to go.
    const args = ['bars', 'SIMALL', '--timeframe', '1m', '--limit', '20000', '--as-of', '2026-03-20T20:00:00Z']
    for (const manners of [[], ['--json'], ['--quiet']]) {
      const run = await openbellHead([...args, ...manners])
      expect(run, run.stderr).toMatchObject({ code: 0, stderr: '' })
      expect(run.stdout.length).toBeGreaterThan(0)
      expect(run.stdout.length).toBeLessThan(1_000_000)
    }
  })

  it('logs never reach stdout', async () => {
    const home = freshHome()
    const run = await openbell(['hours', '--json'], { home })
    expect(() => JSON.parse(run.stdout)).not.toThrow()
    const line = JSON.parse(readFileSync(join(home, 'logs/openbell.ndjson'), 'utf8').trim())
    expect(line).toMatchObject({
      msg: 'operation',
      operation: 'hours',
      outcome: 'ok',
      request: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })
})

describe('openbell init', () => {
  it('writes the source and keys from the environment, readable by the owner alone', async () => {
    const home = freshHome()
    const env = { APCA_API_KEY_ID: 'PKTEST', APCA_API_SECRET_KEY: 'hush' }
    const run = await openbell(['init', '--source', 'alpaca', '--keys-from-env', '--json'], { home, env })
    expect(run.json).toEqual({ file: join(home, '.env'), source: 'alpaca', keys: 'set' })
    expect(run.stdout + run.stderr).not.toMatch(/PKTEST|hush/)
    expect(statSync(join(home, '.env')).mode & 0o777).toBe(0o600)
    const config = await openbell(['config', '--json'], { home })
    expect(config.json.settings).toContainEqual({ name: 'source', value: 'alpaca', origin: '.env' })
  })

  it('keeps other lines, and replaces a value only with --yes', async () => {
    const home = freshHome()
    mkdirSync(home, { recursive: true })
    writeFileSync(join(home, '.env'), 'OPENBELL_SEED=9\nOPENBELL_SOURCE=store\n')
    expect((await openbell(['init', '--source', 'yahoo'], { home })).code).toBe(2)
    expect((await openbell(['init', '--source', 'yahoo', '--yes'], { home })).code).toBe(0)
    const config = await openbell(['config', '--json'], { home })
    expect(config.json.settings).toContainEqual({ name: 'seed', value: 9, origin: '.env' })
    expect(config.json.settings).toContainEqual({ name: 'source', value: 'yahoo', origin: '.env' })
  })

  it('says what to type when there is nobody to ask', async () => {
    const run = await openbell(['init', '--no-input'])
    expect(run.code).toBe(2)
    expect(run.stderr).toContain('openbell init --source')
  })
})
