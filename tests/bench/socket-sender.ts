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
}

const { packing, symbols, rate, messages } = workerData as SenderPlan
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

/** Two prints for every three quotes, each with its own moment of sending as the stamp. */
function message(index: number): unknown {
  const S = symbols[Math.floor(random() * symbols.length)]
  const p = Math.round(10_000 + random() * 10_000) / 100
  const t = new Stamp(performance.timeOrigin + performance.now())
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
  for (let sent = 0; sent < messages; ) {
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
