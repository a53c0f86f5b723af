import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadSettings } from '../../../../src/adapters/settings/load.ts'

let cwd: string
let home: string

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'openbell-settings-'))
  home = join(cwd, 'home')
  mkdirSync(home)
})

const load = (flags: Record<string, string> = {}, env: Record<string, string> = {}) =>
  loadSettings({ flags: { home, ...flags }, env, cwd })

describe('settings', () => {
  it('falls through flag, environment, .env, project file, default, and remembers which', () => {
    writeFileSync(
      join(cwd, 'openbell.config.json'),
      JSON.stringify({ source: 'store', seed: 3, cacheEntries: 7, broker: 'alpaca' }),
    )
    writeFileSync(join(cwd, '.env'), 'OPENBELL_SEED=4\nOPENBELL_CACHE_SECONDS=5\n')
    const settings = load({ source: 'alpaca' }, { OPENBELL_SOURCE: 'yahoo', OPENBELL_CACHE_SECONDS: '9' })
    expect(settings).toMatchObject({ source: 'alpaca', cacheSeconds: 9, seed: 4, cacheEntries: 7, session: 'all' })
    expect(settings.origins).toMatchObject({
      source: 'flag',
      cacheSeconds: 'environment',
      seed: '.env',
      cacheEntries: 'openbell.config.json',
      session: 'default',
    })
  })

  it("the home's .env wins over the project's", () => {
    writeFileSync(join(cwd, '.env'), 'OPENBELL_SEED=4\n')
    writeFileSync(join(home, '.env'), 'OPENBELL_SEED=5\n')
    expect(load().seed).toBe(5)
  })

  it.each(['LIVE', 'yes', 'real', 'paper', ' live'])('mode %j is paper: only the exact word is live', (mode) => {
    expect(load({ mode }).mode).toBe('paper')
  })

  it('never shows a secret, however it is printed', () => {
    const settings = load({}, { APCA_API_KEY_ID: 'PKSECRETKEY', APCA_API_SECRET_KEY: 'hush-hush' })
    for (const text of [JSON.stringify(settings), inspect(settings, { depth: 9 }), String(settings.alpacaSecretKey)]) {
      expect(text).not.toMatch(/PKSECRETKEY|hush/)
    }
    expect(settings.alpacaSecretKey?.reveal()).toBe('hush-hush')
  })

  it('names a bad value, where it stands, and never a secret in a config file', () => {
    expect(() => load({}, { OPENBELL_SEED: 'seven' })).toThrow(/OPENBELL_SEED \(environment\) is 'seven'/)
    writeFileSync(join(cwd, 'openbell.config.json'), JSON.stringify({ sorce: 'store' }))
    expect(() => load()).toThrow(
      expect.objectContaining({ kind: 'config', hint: expect.stringContaining("did you mean 'source'") }),
    )
    writeFileSync(join(cwd, 'openbell.config.json'), JSON.stringify({ alpacaKeyId: 'PKX' }))
    expect(() => load()).toThrow(/secrets belong in .env/)
  })

  it('takes a bearer token from the environment alone, refuses one that can be guessed, and never shows it', () => {
    const token = 'sixteen-signs-or-more'
    const settings = load({}, { OPENBELL_MCP_TOKEN: token })
    expect(settings.mcpToken?.reveal()).toBe(token)
    expect(JSON.stringify(settings)).not.toContain(token)
    for (const weak of ['hunter2', `${token} `.repeat(2), 'x'.repeat(201)]) {
      const refused = expect.objectContaining({ kind: 'config', message: expect.not.stringContaining(weak) })
      expect(() => load({}, { OPENBELL_MCP_TOKEN: weak })).toThrow(refused)
    }
    writeFileSync(join(cwd, 'openbell.config.json'), JSON.stringify({ mcpToken: token }))
    expect(() => load()).toThrow(/secrets belong in .env/)
  })

  it('reads an as-of instant, refuses one without a zone, and lets a date mean the whole day', () => {
    expect(load({ 'as-of': '2019-02-15T21:00:00Z' }).asOf).toBe(Date.UTC(2019, 1, 15, 21))
    expect(load({ 'as-of': '2019-02-15' }).asOf).toBe(Date.UTC(2019, 1, 16, 1))
    expect(load({ 'as-of': '2019-02-16' }).asOf).toBe(Date.UTC(2019, 1, 17))
    expect(() => load({ 'as-of': '2019-02-15T21:00:00' })).toThrow(/no instant/)
  })

  it('refuses empty flags, numbers that are none, windows that are none and addresses with a password', () => {
    expect(() => load({ seed: '' })).toThrow(/--seed is empty/)
    expect(() => load({ source: ' ' })).toThrow(/--source is empty/)
    expect(() => load({}, { OPENBELL_QUIET_WINDOW: '25:99-26:99' })).toThrow(/HH:MM/)
    expect(() => load({}, { OPENBELL_QUIET_WINDOW: '09:00-08:00' })).toThrow(/ends before/)
    const error = (() => {
      try {
        load({}, { APCA_API_DATA_URL: 'http://me:hush@127.0.0.1:1' })
      } catch (thrown) {
        return String(thrown)
      }
    })()
    expect(error).toMatch(/user name or password/)
    expect(error).not.toContain('hush')
    for (const body of ['null', '[]', '{"seed":true}', '{"cacheSeconds":null}']) {
      writeFileSync(join(cwd, 'openbell.config.json'), body)
      expect(() => load(), body).toThrow(expect.objectContaining({ kind: 'config' }))
    }
  })

  it('takes the risk limits from a file only, unread, and refuses what is no object', () => {
    expect(load().risk).toBeNull()
    writeFileSync(join(cwd, 'openbell.config.json'), JSON.stringify({ risk: { positionShare: 0.1 } }))
    const { risk, origins } = load({}, { OPENBELL_RISK: '{}', null: 'x' })
    expect(risk).toEqual({ positionShare: 0.1 })
    expect(Object.isFrozen(risk)).toBe(true)
    expect(origins.risk).toBe('openbell.config.json')
    for (const body of ['[]', '5', '"none"', 'null']) {
      writeFileSync(join(cwd, 'openbell.config.json'), `{"risk":${body}}`)
      expect(() => load(), body).toThrow(/^risk \(.*openbell.config.json\) is .*: is no object of limits/)
    }
  })
})
