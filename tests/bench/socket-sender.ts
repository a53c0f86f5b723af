import { parentPort, workerData } from 'node:worker_threads'
import { EXT_TIMESTAMP, ExtensionCodec, encode, encodeTimeSpecToTimestamp } from '@msgpack/msgpack'
import { type WebSocket, WebSocketServer } from 'ws'

/** What the sending side is told. */
export interface SenderPlan {
  packing: 'json' | 'msgpack'
  symbols: string[]
  /** Messages a second; null = as fast as they are read. */
  rate: number | null
  messages: number
  /** Market time that runs so fast that a minute takes `minuteMs`; absent = stamps are the moments of sending. */
  market?: Market
}

/** Each minute ends with a bar of every symbol; `sent[i]`: when the last of minute i left, on the clock that both sides share. */
export interface Market {
  base: number
  minuteMs: number
  sent: Float64Array
}

const { packing, symbols, rate, messages, market } = workerData as SenderPlan
const MINUTE = 60_000
const MOST_IN_A_FRAME = 20
/** Bytes that may wait in the socket where no rate is asked for. */
const HIGH_WATER = 1_000_000

class Stamp {
  readonly at: number
  constructor(at: number) {
    this.at = at
  }
  toJSON(): string {
    const micros = Math.floor((this.at % 1000) * 1000)
    return `${new Date(Math.floor(this.at)).toISOString().slice(0, 19)}.${String(micros).padStart(6, '0')}Z`
  }
}

const extensionCodec = new ExtensionCodec()
extensionCodec.register({
  type: EXT_TIMESTAMP,
  encode: (value) =>
    value instanceof Stamp
      ? encodeTimeSpecToTimestamp({ sec: Math.floor(value.at / 1000), nsec: Math.floor((value.at % 1000) * 1e6) })
      : null,
  decode: () => null,
})
const write = (message: unknown): Uint8Array =>
  packing === 'json' ? Buffer.from(JSON.stringify(message)) : encode(message, { extensionCodec })

/** Repeats, so that every run sends the same. */
let seed = 1
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
  return seed / 2 ** 32
}

/** When the sending began. */
let started = 0
/** Minutes whose bars have been sent. */
let minutes = 0

function stampNow(): number {
  const now = performance.timeOrigin + performance.now()
  return market ? market.base + ((now - started) / market.minuteMs) * MINUTE : now
}

/** The bars of a minute that has ended, as a vendor tells them: all symbols, twenty a frame. */
function endMinutes(socket: WebSocket, { base, sent }: Market): void {
  while (base + (minutes + 1) * MINUTE <= stampNow()) {
    const t = new Stamp(base + minutes * MINUTE)
    for (let from = 0; from < symbols.length; from += MOST_IN_A_FRAME) {
      const some = symbols.slice(from, from + MOST_IN_A_FRAME)
      const bars = some.map((S) => ({ T: 'b', S, o: 150, h: 200, l: 100, c: 100 + random() * 100, v: 5000, n: 50, vw: 150, t }))
      socket.send(write(bars), { binary: packing === 'msgpack' })
    }
    sent[minutes++] = performance.timeOrigin + performance.now()
  }
}

/** Two prints for every three quotes, each with its own moment of sending as the stamp. */
function message(index: number): unknown {
  const S = symbols[Math.floor(random() * symbols.length)]
  const p = Math.round(10_000 + random() * 10_000) / 100
  const t = new Stamp(stampNow())
  if (index % 5 < 2)
    return { T: 't', S, i: 52_983_525_000_000 + index, x: 'V', p, s: 1 + (index % 400), c: ['@', 'I'], z: 'C', t }
  return { T: 'q', S, ax: 'V', ap: p + 0.01, as: 100 + (index % 900), bx: 'Q', bp: p, bs: 200, c: ['R'], z: 'C', t }
}

function frame(first: number): { data: Uint8Array; count: number } {
  const count = Math.min(messages - first, 1 + Math.floor(random() * MOST_IN_A_FRAME))
  return { data: write(Array.from({ length: count }, (_, i) => message(first + i))), count }
}

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('listening', () => parentPort?.postMessage({ port: (server.address() as { port: number }).port }))
server.on('connection', (socket) => {
  const say = (body: unknown) => socket.send(write([body]), { binary: packing === 'msgpack' })
  say({ T: 'success', msg: 'connected' })
  socket.once('message', () => {
    say({ T: 'success', msg: 'authenticated' })
    socket.on('message', () => say({ T: 'subscription', trades: symbols, quotes: symbols }))
  })
  parentPort?.once('message', () => (rate === null ? flood(socket) : pace(socket, rate)))
})

/** Every millisecond what is due, in frames of one to twenty messages. */
async function pace(socket: WebSocket, perSecond: number): Promise<void> {
  const start = performance.now()
  started = performance.timeOrigin + start
  for (let sent = 0; sent < messages; ) {
    if (market) endMinutes(socket, market)
    const due = Math.min(messages, ((performance.now() - start) * perSecond) / 1000)
    while (sent < due) {
      const { data, count } = frame(sent)
      socket.send(data, { binary: packing === 'msgpack' })
      sent += count
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Ready frames, again and again, no faster than they are read. */
async function flood(socket: WebSocket): Promise<void> {
  const ready = Array.from({ length: 2000 }, (_, i) => frame(i * MOST_IN_A_FRAME))
  for (let sent = 0, i = 0; sent < messages; i++) {
    const { data, count } = ready[i % ready.length]
    socket.send(data, { binary: packing === 'msgpack' })
    sent += count
    if (i % 16 > 0) continue
    do await new Promise((resolve) => setImmediate(resolve))
    while (socket.bufferedAmount > HIGH_WATER)
  }
}
