import { encode } from '@msgpack/msgpack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { createOrderDecoder } from '../../../../../src/adapters/alpaca/broker/families.ts'
import { decodeUpdate } from '../../../../../src/adapters/alpaca/broker/updates.ts'
import type { AlpacaBrokerOptions } from '../../../../../src/adapters/alpaca/broker.ts'
import { decodeFrame } from '../../../../../src/adapters/alpaca/stream/frames.ts'
import type { BrokerEvent } from '../../../../../src/ports/broker.ts'
import type { Json } from '../../../../support/pocket.ts'
import type { KeptLog } from '../../../../support/vendor.ts'
import { at, failure } from '../alpaca.ts'
import { brokerOn, greetWell, QUICK_STREAM, startVendor, tell, type Vendor, wireOrder } from './vendor.ts'

let vendor: Vendor
let stop: AbortController
beforeEach(async () => {
  vendor = await startVendor()
  stop = new AbortController()
})
afterEach(async () => {
  stop.abort()
  await vendor.close()
})

/** The events of a broker on the vendor, one by one. */
async function listen(
  more: Partial<AlpacaBrokerOptions> = {},
): Promise<{ next(): Promise<BrokerEvent>; log: KeptLog; done(): Promise<boolean> }> {
  const { broker, log } = await brokerOn(vendor, more)
  const events = broker.events(stop.signal)[Symbol.asyncIterator]()
  return {
    log,
    next: async () => {
      const { value, done } = await events.next()
      if (done) throw new Error('the events ended')
      return value
    },
    done: async () => (await events.next()).done === true,
  }
}

const update = (event: string, order: Json = {}, more: Json = {}) => ({
  stream: 'trade_updates',
  data: { event, at: '2026-03-20T14:31:05.2Z', timestamp: '2026-03-20T14:31:05.1Z', order: wireOrder(order), ...more },
})
const partial = update(
  'partial_fill',
  { status: 'partially_filled', filled_qty: '4' },
  { price: '50.2', qty: '4', execution_id: 'e1' },
)

describe('an update as an event', () => {
  const decode = (message: Json) => decodeUpdate(message.data, 0, createOrderDecoder({ now: () => 0, saw() {} }))

  it('of a fill carries the execution and the order after it', () => {
    expect(decode(partial)).toMatchObject({
      type: 'fill',
      at: at('2026-03-20T14:31:05.1Z'),
      order: { state: 'partially-filled', filled: 4 },
      fill: {
        executionId: 'e1',
        orderId: wireOrder().id,
        clientOrderId: 'intent-1',
        shares: 4,
        price: 50.2,
        cumulative: 4,
        at: at('2026-03-20T14:31:05.1Z'),
      },
    })
  })

  it('of a word that nobody knows passes the order on', () => {
    expect(decode(update('repriced', { status: 'new' }))).toMatchObject({
      type: 'order',
      word: 'repriced',
      order: { state: 'accepted' },
    })
    expect(decode(update('rejected', { status: 'rejected' }, { reason: 'halted' }))).toMatchObject({
      order: { reason: 'halted' },
    })
  })

  it('of a fill without numbers is still news of the order, and one without an order is none', () => {
    expect(decode(update('fill', { status: 'filled', filled_qty: '10' }))).toMatchObject({
      type: 'order',
      word: 'fill',
      order: { filled: 10 },
    })
    expect(decode({ data: { event: 'new', order: null } })).toBeNull()
    expect(decode({ data: null })).toBeNull()
  })
})

describe('frames', () => {
  it('are read as text, as JSON in bytes and as MessagePack, stamps and long numbers included', () => {
    const message = { stream: 'trade_updates', data: { qty: '4' } }
    const bytes = Buffer.from(` \n${JSON.stringify(message)}`)
    expect([decodeFrame(bytes, false), decodeFrame(bytes, true), decodeFrame(encode(message), true)]).toEqual([
      message,
      message,
      message,
    ])
    const packed = encode([{ T: 't', i: 2n ** 60n, n: 5n, t: new Date('2026-03-20T14:31:05.123Z') }], { useBigInt64: true })
    expect(decodeFrame(packed, true)).toEqual([{ T: 't', i: '1152921504606846976', n: 5, t: '2026-03-20T14:31:05.123000000Z' }])
    expect(decodeFrame(Buffer.from('{"i":1152921504606846977}'), false)).toEqual({ i: '1152921504606846977' })
    expect(() => decodeFrame(Buffer.from('<html>'), false)).toThrow()
  })
})

describe('the stream of updates', () => {
  it('greets, tells that it is connected, and hears text, bytes and MessagePack', async () => {
    const { next } = await listen()
    vendor.onSocket((socket) => {
      greetWell(socket)
      socket.on('message', (data) => {
        if (!String(data).includes('listen')) return
        tell(socket, partial)
        socket.send(Buffer.from(JSON.stringify(update('pending_cancel', { status: 'pending_cancel' }))))
        socket.send(encode(update('canceled', { status: 'canceled' })))
      })
    })
    expect((await next()).type).toBe('connected')
    expect(await next()).toMatchObject({ type: 'fill', fill: { executionId: 'e1' } })
    expect(await next()).toMatchObject({ type: 'order', word: 'pending_cancel' })
    expect(await next()).toMatchObject({ type: 'order', word: 'canceled', order: { state: 'canceled' } })
  })

  it('tells a cut, comes back, and goes on', async () => {
    const { next } = await listen()
    expect((await next()).type).toBe('connected')
    vendor.sockets()[0].terminate()
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('1006') })
    expect((await next()).type).toBe('connected')
    tell(vendor.sockets().at(-1)!, partial)
    expect((await next()).type).toBe('fill')
  })

  it('tries again for ever, and tells a silence once', async () => {
    vendor.refuse(500, 502, 503, 500, 500, 500, 500, 500, 500, 500, 500, 500)
    const { next } = await listen()
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('HTTP 500') })
    expect((await next()).type).toBe('connected')
    expect(vendor.upgrades()).toBe(13)
  })

  it.each([406, 429])('waits long after %s and says so once', async (status) => {
    vendor.refuse(500, status, status, 500)
    const sleeps: number[] = []
    const { clock } = await recordingClock(sleeps)
    const { next, log } = await listen({ clock })
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('500') })
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining(String(status)) })
    expect((await next()).type).toBe('connected')
    expect(sleeps.filter((ms) => ms >= 40 && ms < 60)).toHaveLength(2)
    expect(log.lines.filter((line) => line.event === 'alpaca.stream.down')).toHaveLength(2)
  })

  it('hears of another connection from an error message too', async () => {
    let first = true
    vendor.onSocket((socket) => {
      if (first)
        socket.on('message', () =>
          tell(socket, { action: 'error', data: { code: 406, error_message: 'connection limit exceeded' } }),
        )
      else greetWell(socket)
      first = false
    })
    const { next } = await listen()
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('connection limit exceeded') })
    expect((await next()).type).toBe('connected')
  })

  const refusals: [string, () => void][] = [
    ['in the answer to them', () => vendor.onSocket((socket) => refuseKeys(socket))],
    ['at the door', () => vendor.refuse(401)],
  ]
  it.each(refusals)('ends with a matter of configuration when the keys are refused %s, after telling', async (_where, refuse) => {
    refuse()
    const { next } = await listen()
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('keys') })
    const error = await failure(next())
    expect(error.kind).toBe('config')
    expect(error.message).not.toContain('very-secret-word')
    expect(vendor.upgrades()).toBe(1)
  })

  const strangers: [string, (socket: WebSocket) => void, RegExp][] = [
    ['says nothing at all', () => {}, /no answer to the greeting/],
    [
      'knows the keys but does not confirm',
      (socket) => socket.on('message', (data) => String(data).includes('authenticate') && authorize(socket)),
      /no answer to the greeting/,
    ],
    [
      'listens to something else',
      (socket) => {
        socket.on('message', (data) =>
          String(data).includes('authenticate')
            ? authorize(socket)
            : tell(socket, { stream: 'listening', data: { streams: [] } }),
        )
      },
      /does not listen/,
    ],
    ['speaks in riddles', (socket) => socket.send('<html>'), /no answer to the greeting/],
  ]
  it.each(strangers)('gives up on a vendor that %s, and tries the next time', async (_name, talk, reason) => {
    let first = true
    vendor.onSocket((socket) => {
      if (first) talk(socket)
      else greetWell(socket)
      first = false
    })
    const { next } = await listen({ streamTiming: { ...QUICK_STREAM, greetMs: 200 } })
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringMatching(reason) })
    expect((await next()).type).toBe('connected')
  })

  it('gives up on a door that does not open, and tries the next time', async () => {
    vendor.refuse('hang')
    const { next } = await listen({ streamTiming: { ...QUICK_STREAM, connectMs: 200 } })
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('timed out') })
    expect((await next()).type).toBe('connected')
  })

  it('leaves a socket with nobody at its other end', async () => {
    const { next } = await listen({ streamTiming: { ...QUICK_STREAM, pingMs: 60, pongMs: 30 } })
    expect((await next()).type).toBe('connected')
    const [mute] = vendor.sockets()
    // Reads nothing any more, so it answers no ping either.
    mute.pause()
    expect(await next()).toMatchObject({ type: 'disconnected', reason: expect.stringContaining('mute') })
    expect((await next()).type).toBe('connected')
  })

  it('stays while pings are answered, however long nothing happens', async () => {
    let pings = 0
    const quiet = new Promise<void>((resolve) => {
      vendor.onSocket((socket) => {
        greetWell(socket)
        socket.on('ping', () => ++pings === 4 && resolve())
      })
    })
    const { next } = await listen({ streamTiming: { ...QUICK_STREAM, pingMs: 60, pongMs: 30 } })
    expect((await next()).type).toBe('connected')
    await quiet
    tell(vendor.sockets()[0], partial)
    expect((await next()).type).toBe('fill')
    expect(vendor.upgrades()).toBe(1)
  })

  it('passes over what it cannot read', async () => {
    const { next, log } = await listen()
    expect((await next()).type).toBe('connected')
    const [socket] = vendor.sockets()
    socket.send('<html>')
    tell(socket, { stream: 'trade_updates', data: { event: 'new' } })
    tell(socket, { stream: 'weather', data: {} })
    tell(socket, partial)
    expect((await next()).type).toBe('fill')
    expect(log.lines.map((line) => line.event)).toEqual([
      'alpaca.stream.unreadable',
      'alpaca.update.unreadable',
      'alpaca.stream.other',
    ])
  })

  it('ends when the signal fires, and leaves no socket behind', async () => {
    const { next, done } = await listen()
    expect((await next()).type).toBe('connected')
    const left = new Promise((resolve) => vendor.sockets()[0].once('close', resolve))
    stop.abort()
    expect(await done()).toBe(true)
    expect(await left).toBe(1000)
  })

  it('ends when nobody reads on, and when the broker is closed', async () => {
    const { broker } = await brokerOn(vendor)
    for await (const event of broker.events(stop.signal)) {
      expect(event.type).toBe('connected')
      break
    }
    const events = broker.events(stop.signal)[Symbol.asyncIterator]()
    expect((await events.next()).value).toMatchObject({ type: 'connected' })
    await broker.close()
    expect((await events.next()).done).toBe(true)
  })
})

function authorize(socket: WebSocket): void {
  tell(socket, { stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } })
}

function refuseKeys(socket: WebSocket): void {
  socket.on('message', () => {
    tell(socket, { stream: 'authorization', data: { status: 'unauthorized', action: 'authenticate' } })
    socket.close()
  })
}

/** The machine's clock that also writes down how long it was asked to sleep. */
async function recordingClock(sleeps: number[]) {
  const { createSystemClock } = await import('../../../../../src/adapters/clock/system.ts')
  const clock = createSystemClock()
  return {
    clock: {
      ...clock,
      sleep: (until: number, signal: AbortSignal) => {
        sleeps.push(until - clock.now())
        return clock.sleep(until, signal)
      },
    },
  }
}
