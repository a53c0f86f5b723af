import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FrameReader, toFrame } from '../../src/adapters/hub/frames.ts'
import { createLocalHub } from '../../src/adapters/hub/hub.ts'
import type { Hub, HubClient, HubHandler, HubPeer, HubServer } from '../../src/ports/hub.ts'
import { freshHome, root } from '../support/cli.ts'

const { signal } = new AbortController()
const owner = { pid: 77, holder: 'stream SIMALL', since: 5, source: 'simulated' }
const guest = { pid: 88, what: 'a test' }
const log = { debug() {}, info() {}, warn() {}, error() {} }

interface Owner extends HubHandler {
  peers: HubPeer[]
  messages: unknown[]
}

function createOwner(): Owner {
  const [peers, messages]: [HubPeer[], unknown[]] = [[], []]
  return {
    peers,
    messages,
    joined: (peer) => void peers.push(peer),
    heard: (_, message) => void messages.push(message),
    left: (peer) => void peers.splice(peers.indexOf(peer), 1),
  }
}

/** Messages of a client, waited for. */
function mailbox(client: HubClient): { next(): Promise<unknown> } {
  const held: unknown[] = []
  let wake = () => {}
  client.listen((message) => {
    held.push(message)
    wake()
  })
  return {
    async next() {
      while (held.length === 0) {
        await new Promise<void>((done) => {
          wake = done
        })
      }
      return held.shift()
    },
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !holds(); i++) await new Promise((done) => setTimeout(done, 10))
  expect(holds()).toBe(true)
}

describe('a local hub', () => {
  let home: string
  let hub: Hub
  let sessionOwner: Owner
  let server: HubServer | null = null
  let child: ChildProcess | null = null

  beforeEach(() => {
    home = freshHome()
    hub = createLocalHub({ home, log })
    sessionOwner = createOwner()
  })

  afterEach(async () => {
    await server?.close('the test is over')
    server = null
    child?.kill('SIGKILL')
    child = null
  })

  const serve = async () => {
    server = await hub.serve(owner, sessionOwner)
    return server
  }
  const join_ = async () => (await hub.find('simulated', guest, signal))!
  const socket = () => join(home, 'session', 'simulated.socket')

  it('finds nobody where nobody serves', async () => {
    expect(hub.places()).toEqual([])
    expect(await hub.find('simulated', guest, signal)).toBeNull()
  })

  it('greets two, who hear the same in order, and are heard', async () => {
    const served = await serve()
    const [one, two] = [await join_(), await join_()]
    expect(one.owner).toMatchObject({ ...owner, version: '0.1.0' })
    await until(() => sessionOwner.peers.length === 2)
    expect(sessionOwner.peers[0].guest).toMatchObject({ ...guest, version: '0.1.0' })
    const frames = [1, 2, 3].map((n) => served.frame({ n, bytes: new Uint8Array(n * 100_000).fill(n) }))
    for (const frame of frames) for (const peer of sessionOwner.peers) peer.send(frame)
    for (const client of [one, two]) {
      const box = mailbox(client)
      for (const n of [1, 2, 3]) {
        const told = (await box.next()) as { n: number; bytes: Uint8Array }
        expect(told.n).toBe(n)
        expect(told.bytes.length).toBe(n * 100_000)
        expect(told.bytes.every((byte) => byte === n)).toBe(true)
      }
    }
    one.send({ kind: 'hello', values: [1.5, null, 'é'] })
    await until(() => sessionOwner.messages.length === 1)
    expect(sessionOwner.messages).toEqual([{ kind: 'hello', values: [1.5, null, 'é'] }])
    one.close()
    await until(() => sessionOwner.peers.length === 1)
    two.close()
  })

  it('is the owner’s alone', async () => {
    await serve()
    expect(statSync(join(home, 'session')).mode & 0o777).toBe(0o700)
    expect(statSync(socket()).mode & 0o777).toBe(0o600)
    expect(readdirSync(join(home, 'session'))).toEqual(['simulated.socket'])
  })

  it.each([
    ['the socket', () => socket(), 0o666],
    ['its folder', () => join(home, 'session'), 0o750],
  ])('is not believed when others may reach %s', async (_, path, mode) => {
    await serve()
    chmodSync(path(), mode)
    await expect(hub.find('simulated', guest, signal)).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining('others may reach it'),
      hint: `chmod go= ${path()}`,
    })
  })

  it('makes an open folder its own before it serves', async () => {
    mkdirSync(join(home, 'session'), { mode: 0o777 })
    chmodSync(join(home, 'session'), 0o777)
    await serve()
    expect(statSync(join(home, 'session')).mode & 0o777).toBe(0o700)
  })

  it('serves one session of a source in a home, and says whose', async () => {
    await serve()
    await expect(hub.serve({ ...owner, pid: 78 }, createOwner())).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'process 77 (stream SIMALL) runs a session of the simulated source in this home already',
    })
    const other = await hub.serve({ ...owner, source: 'alpaca' }, createOwner())
    expect(hub.places().sort()).toEqual(['alpaca', 'simulated'])
    await other.close('over')
    expect(hub.places()).toEqual(['simulated'])
  })

  it('tells why it ends, and leaves nothing behind', async () => {
    const served = await serve()
    const client = await join_()
    await served.close('the day is over')
    server = null
    expect(await client.ended).toBe('the day is over')
    expect(existsSync(socket())).toBe(false)
    expect(await hub.find('simulated', guest, signal)).toBeNull()
  })

  it('takes the place of one that was killed, and those attached to it know at once', async () => {
    child = spawn(process.execPath, [join(root, 'tests/support/hub-child.ts'), home], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((done) => child!.stdout!.once('data', done))
    const client = await join_()
    expect(client.owner.pid).toBe(child.pid)
    expect(await mailbox(client).next()).toEqual({ hello: 'a test' })
    child.kill('SIGKILL')
    expect(await client.ended).toBe('its process is gone')
    expect(existsSync(socket())).toBe(true)
    expect(await hub.find('simulated', guest, signal)).toBeNull()
    await serve()
    expect((await join_()).owner.pid).toBe(77)
  })

  it('does not wait for ever for one that was stopped', async () => {
    child = spawn(process.execPath, [join(root, 'tests/support/hub-child.ts'), home], { stdio: ['ignore', 'pipe', 'inherit'] })
    await new Promise((done) => child!.stdout!.once('data', done))
    child.kill('SIGSTOP')
    await expect(hub.find('simulated', guest, signal)).rejects.toMatchObject({ kind: 'unavailable' })
  })

  it('leaves a socket alone that is no longer its own', async () => {
    const served = await serve()
    const next = await createLocalHub({ home, log })
      .serve({ ...owner, pid: 79 }, createOwner())
      .catch(() => null)
    expect(next).toBeNull()
    writeFileSync(`${socket()}.new`, '')
    const { renameSync } = await import('node:fs')
    renameSync(`${socket()}.new`, socket())
    await served.close('over')
    server = null
    expect(existsSync(socket())).toBe(true)
  })

  it('serves from a home whose name is too long for a socket', async () => {
    const deep = join(home, 'x'.repeat(60), 'y'.repeat(60))
    mkdirSync(deep, { recursive: true })
    const far = createLocalHub({ home: deep, log })
    const served = await far.serve(owner, sessionOwner)
    const client = await far.find('simulated', guest, signal)
    expect(client?.owner.pid).toBe(77)
    client?.close()
    await served.close('over')
    expect(far.places()).toEqual([])
  })

  describe('against what does not belong there', () => {
    /** Says something to the socket, and hears all that comes until it is closed. */
    const shout = async (bytes: Uint8Array): Promise<unknown[]> => {
      const heard: unknown[] = []
      const reader = new FrameReader(1e6)
      const line = connect(socket())
      line.on('data', (piece) => heard.push(...reader.read(piece as Buffer)))
      line.on('error', () => {})
      line.write(bytes)
      await new Promise((done) => line.once('close', done))
      return heard
    }

    it.each([
      ['no MessagePack', Buffer.from([0, 0, 0, 3, 0xc1, 0xc1, 0xc1]), /cannot be read/],
      ['a web browser', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), /a message of \d+ bytes, more than 65536/],
      ['a greeting that is none', toFrame({ openbell: 'guest' }).bytes, /no greeting/],
      ['a list', toFrame([1, 2]).bytes, /no greeting/],
    ])('%s is sent away, the others stay', async (_, bytes, reason) => {
      const served = await serve()
      const client = await join_()
      const heard = await shout(bytes)
      expect(heard).toMatchObject([{ openbell: 'farewell', reason: expect.stringMatching(reason) }])
      expect(sessionOwner.peers.length).toBe(1)
      sessionOwner.peers[0].send(served.frame('still here'))
      expect(await mailbox(client).next()).toBe('still here')
    })

    it('another version is told so, on either side', async () => {
      await serve()
      const heard = await shout(toFrame({ openbell: 'guest', protocol: 9, pid: 1, what: 'x', version: '9.0.0' }).bytes)
      const words = "openbell 9.0.0 speaks version 9 of the session's messages, openbell 0.1.0 version 1"
      expect(heard).toMatchObject([
        { openbell: 'session', refused: words },
        { openbell: 'farewell', reason: words },
      ])
      await server!.close('over')
      server = null
      const newer = createServer((line) => {
        const greeting = { openbell: 'session', protocol: 9, owner: { ...owner, version: '9.0.0' }, refused: 'no' }
        line.write(toFrame(greeting).bytes)
      })
      await new Promise<void>((done) => newer.listen(socket(), done))
      chmodSync(socket(), 0o600)
      await expect(hub.find('simulated', guest, signal)).rejects.toMatchObject({
        kind: 'config',
        message: expect.stringContaining('the session of process 77 (stream SIMALL) is of another version: openbell 9.0.0'),
      })
      newer.close()
    })

    it('what is no session is not taken for one', async () => {
      await serve()
      await server!.close('over')
      server = null
      const liar = createServer((line) => line.write(toFrame({ price: 1 }).bytes))
      await new Promise<void>((done) => liar.listen(socket(), done))
      chmodSync(socket(), 0o600)
      await expect(hub.find('simulated', guest, signal)).rejects.toMatchObject({ kind: 'unavailable' })
      liar.close()
    })

    it('one that does not read is measured, and can be sent away; the others hear on', async () => {
      const served = await serve()
      const slow = await join_()
      await until(() => sessionOwner.peers.length === 1)
      const [peer] = sessionOwner.peers
      const line = connect(socket())
      line.pause()
      line.write(toFrame({ openbell: 'guest', protocol: 1, pid: 1, what: 'deaf', version: '0.1.0' }).bytes)
      await until(() => sessionOwner.peers.length === 2)
      const deaf = sessionOwner.peers[1]
      const frame = served.frame(new Uint8Array(1_000_000))
      for (let i = 0; i < 5; i++) deaf.send(frame)
      expect(deaf.pending).toBeGreaterThan(1_000_000)
      deaf.drop('it reads too slowly')
      const before = deaf.pending
      deaf.send(frame)
      expect(deaf.pending).toBe(before)
      peer.send(served.frame('on'))
      expect(await mailbox(slow).next()).toBe('on')
      await until(() => sessionOwner.peers.length === 1)
      line.destroy()
    })
  })
})
