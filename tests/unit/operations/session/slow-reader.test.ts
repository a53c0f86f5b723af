import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FrameReader, toFrame } from '../../../../src/adapters/hub/frames.ts'
import { PROTOCOL } from '../../../../src/adapters/hub/greeting.ts'
import type { FromOwner } from '../../../../src/operations/session/protocol.ts'
import { ToldRows } from '../../../../src/operations/session/rows.ts'
import { attachSession } from '../../../../src/operations/stream/attached-session.ts'
import { AT, createWorld, until, type World } from './shared.ts'

/** A guest that reads only when it is told to. */
function createDeaf(home: string): { line: Socket; heard: FromOwner[]; closed: () => boolean } {
  const line = connect(join(home, 'session', 'simulated.socket'))
  const reader = new FrameReader(100e6)
  const heard: FromOwner[] = []
  let isClosed = false
  line.on('data', (piece) => heard.push(...(reader.read(piece as Buffer) as Iterable<FromOwner>)))
  line.on('error', () => {})
  line.on('close', () => {
    isClosed = true
  })
  line.write(toFrame({ openbell: 'guest', protocol: PROTOCOL, pid: 1, what: 'deaf', version: '0' }).bytes)
  line.write(toFrame({ kind: 'want', level: 'all', tape: false, parts: [['prints', 'SIMA', '']] }).bytes)
  return { line, heard, closed: () => isClosed }
}

const long = 'x'.repeat(1000)

describe('a reader that is slower than the session', () => {
  let world: World
  let deaf: ReturnType<typeof createDeaf>

  beforeEach(async () => {
    world = await createWorld()
    deaf = createDeaf(world.home)
    await until(() => deaf.heard.some(({ kind }) => kind === 'part'), 'the first picture')
    deaf.line.pause()
  })

  afterEach(async () => {
    deaf.line.destroy()
    await world.close()
  })

  it('gets every event, and one whole picture in place of those it did not read', async () => {
    const pictures = deaf.heard.length
    const guest = (await attachSession(world.guest, { live: false, risk: 'settings' } as never))!
    for (let i = 0; i < 1500; i++) world.owner.tell(`${i} ${long}`)
    for (let i = 0; i < 10; i++) {
      world.owner.print('SIMA', AT + i * 100, 100 + i, 1)
      await new Promise((done) => setTimeout(done, 100))
    }
    // Whoever reads is not held up.
    expect(guest.view.eventCount).toBe(1500)
    expect(guest.view.watch[0].price).toBe(109)
    await guest.close()
    deaf.line.resume()
    await until(() => deaf.heard.some((one) => one.kind === 'events' && one.count === 1500), 'the last event')
    await until(() => deaf.heard.slice(pictures).some((one) => one.kind === 'tick' && one.facts !== undefined), 'a whole picture')
    const events = deaf.heard.flatMap((one) => (one.kind === 'events' ? one.events : []))
    expect(events.map(({ message }) => Number.parseInt(message, 10))).toEqual(Array.from({ length: 1500 }, (_, i) => i))
    const rows = new ToldRows()
    for (const one of deaf.heard) if (one.kind === 'tick' && one.rows) rows.take(one.rows)
    expect(rows.rows[0].row.price).toBe(109)
    const ticks = deaf.heard.slice(pictures).filter(({ kind }) => kind === 'tick')
    expect(ticks.length).toBeLessThan(8)
  })

  it('is sent away with the reason when too much waits for it', async () => {
    for (let i = 0; i < 18_000; i++) world.owner.tell(`${i} ${long}`)
    deaf.line.resume()
    await until(() => deaf.closed(), 'the end')
    expect(deaf.heard.at(-1)).toMatchObject({
      openbell: 'farewell',
      reason: expect.stringMatching(/reads too slowly: \d+ bytes/),
    })
  })
})
