import { chmodSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { Chalk } from 'chalk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/session.ts'
import { session } from '../../../../src/operations/session/session.ts'
import { AT, createWorld, type World } from './shared.ts'

const terminal = { width: 100, paint: new Chalk({ level: 0 }), terminal: false }

describe('session', () => {
  let world: World

  beforeEach(async () => {
    world = await createWorld()
    world.owner.print('SIMA', AT, 101.25, 300)
    world.owner.quote('SIMA', AT + 5, 101.24, 101.26)
    world.owner.setNow(AT + 1000)
  })

  afterEach(() => world.close())

  const ask = async () => session.output.parse(await session.run(world.guest, {}))

  it('tells what runs in this home', async () => {
    const answer = await ask()
    expect(answer).toMatchObject({
      ...{ running: true, pid: process.pid, holder: 'stream SIMA SIMB', source: 'simulated', feed: 'simulated' },
      ...{ label: 'SIMULATED', mode: 'paper', now: '2026-03-20T15:00:31Z', date: '2026-03-20', phase: 'active', speed: 1 },
      ...{ strategy: null, recording: null, account: null, stream: { state: 'up', message: 'all is heard' } },
    })
    expect(answer.symbols).toMatchObject([
      { symbol: 'SIMA', price: 101.25, bid: 101.24, ask: 101.26, time: '2026-03-20T15:00:30Z', ageMs: 995, quality: 'live' },
      { symbol: 'SIMB', price: null, time: null, ageMs: null },
    ])
    const text = view(answer, terminal)
    expect(text).toContain(`SIMULATED · process ${process.pid} (stream SIMA SIMB)`)
    expect(text).toMatch(/SIMA +101\.25/)
    expect(text).not.toMatch(/NaN|undefined|null/)
  })

  it('tells that none runs', async () => {
    await world.stop('over')
    const answer = await ask()
    expect(answer).toMatchObject({ running: false, pid: null, symbols: [] })
    expect(view(answer, terminal)).toContain('No session runs in this home.')
  })

  it('names the process that does not answer', async () => {
    await world.stop('over')
    const deaf = createServer(() => {})
    const path = join(world.home, 'session', 'simulated.socket')
    await new Promise<void>((done) => deaf.listen(path, done))
    chmodSync(path, 0o600)
    const store = await world.guest.store()
    store.leases.take(
      { name: 'stream:simulated', pid: 4711, holder: 'stream SIMZ', token: 't', since: 0, note: null },
      1,
      () => true,
    )
    await expect(ask()).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'process 4711 (stream SIMZ) runs a session here and does not answer: it is stopped or busy',
      hint: 'try again, or end it: kill 4711',
    })
    deaf.close()
  })

  it('looks for that of the source somebody named', async () => {
    const { settings } = world.guest
    const named = (source: string) => ({ ...settings, source, origins: { ...settings.origins, source: 'flag' as const } })
    expect(await session.run({ ...world.guest, settings: named('alpaca') }, {})).toMatchObject({ running: false })
    expect(await session.run({ ...world.guest, settings: named('simulated') }, {})).toMatchObject({ running: true })
  })
})
