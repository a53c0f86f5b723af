import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wordsOf } from '../../../../src/adapters/notifier/command.ts'
import { NOTICE, never, notifierOf } from './notice.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openbell command '))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function script(text: string): string {
  const path = join(folder, 'tell me.sh')
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
  return `"${path}"`
}
const out = (name: string) => readFileSync(join(folder, name), 'utf8')
const env = { PATH: process.env.PATH, APCA_API_SECRET_KEY: 'top', OPENBELL_ALERT_WEBHOOK: 'https://x', HOME: '/home/me' }

describe('the command', () => {
  it('gets the notice on stdin and in its environment, without the keys of brokers', async () => {
    const command = `${script('cat > "$1/stdin"; env > "$1/env"')} "${folder}"`
    const outcome = await notifierOf({ command, env }).send('command', NOTICE, never)
    expect(outcome).toMatchObject({ outcome: 'sent' })
    expect(JSON.parse(out('stdin'))).toMatchObject({ id: 'n-1', symbol: 'SPY', message: NOTICE.text })
    expect(out('env')).toContain(`OPENBELL_ALERT_TEXT=${NOTICE.text}`)
    expect(out('env')).toContain('HOME=/home/me')
    expect(out('env')).not.toMatch(/APCA|WEBHOOK/)
  })

  it('no shell reads its words', async () => {
    const command = `${script('printf "%s|" "$@" > "$0.words"')} '$(touch x)' "a; b" c|d`
    expect((await notifierOf({ command, env }).send('command', NOTICE, never)).outcome).toBe('sent')
    expect(out('tell me.sh.words')).toBe('$(touch x)|a; b|c|d|')
  })

  it('says how it ended', async () => {
    const failing = await notifierOf({ command: script('echo "no credit" >&2; exit 3'), env }).send('command', NOTICE, never)
    expect(failing).toMatchObject({ outcome: 'failed', detail: expect.stringMatching(/tell me.sh ended with 3: no credit$/) })
    const absent = await notifierOf({ command: '/nowhere/none', env }).send('command', NOTICE, never)
    expect(absent.detail).toMatch(/none cannot be started \(ENOENT\)$/)
  })

  it('is ended with all it started when it runs too long', async () => {
    const command = script(`(sleep 0.6; echo alive > '${folder}/alive') & wait`)
    const outcome = await notifierOf({ command, env, commandLimitMs: 100 }).send('command', NOTICE, never)
    expect(outcome.detail).toMatch(/ran longer than 0.1 s and was ended$/)
    await new Promise((done) => setTimeout(done, 800))
    expect(() => out('alive')).toThrow('ENOENT')
  })

  it('runs one at a time', async () => {
    const notifier = notifierOf({ command: script(`echo in >> '${folder}/log'; sleep 0.05; echo out >> '${folder}/log'`), env })
    await Promise.all([1, 2, 3].map(() => notifier.send('command', NOTICE, never)))
    expect(out('log')).toBe('in\nout\n'.repeat(3))
  })

  it('many that wait are refused, not forgotten', async () => {
    const notifier = notifierOf({ command: script('sleep 0.02'), env })
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => notifier.send('command', NOTICE, never)))
    expect(outcomes.filter(({ outcome }) => outcome === 'failed').length).toBe(9)
    expect(outcomes.at(-1)?.detail).toBe('20 notices wait for it')
  })

  it('what is not set up says what to set', async () => {
    expect(await notifierOf({}).send('command', NOTICE, never)).toEqual({
      ...{ channel: 'command', outcome: 'failed', detail: 'OPENBELL_ALERT_COMMAND is not set' },
    })
    expect(notifierOf({ command: 'tell --loud' }).channels()).toEqual([
      { channel: 'webhook', isSetUp: false, detail: 'OPENBELL_ALERT_WEBHOOK is not set' },
      { channel: 'command', isSetUp: true, detail: 'tell' },
      { channel: 'desktop', isSetUp: false, detail: 'OPENBELL_ALERT_DESKTOP is not on' },
    ])
  })

  it('words are what stands between blanks, quotes hold together', () => {
    expect(wordsOf(`  a "b c" d'e f'g "" `)).toEqual(['a', 'b c', 'de fg', ''])
  })
})
