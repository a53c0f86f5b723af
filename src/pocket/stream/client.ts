import type { WebSocket } from 'ws'
import type { Clock } from '../../ports/clock.ts'
import type { Codec } from './codec.ts'

/** Bytes that may wait for a client that does not read. */
const MOST_WAITING = 16_000_000
/** Above this the senders wait for the client to read on. */
const HIGH_WATER = 2_000_000
/** Real milliseconds without any progress after which a client counts as too slow, and then until its line is dropped. */
const PATIENCE_MS = 2000
const FAREWELL_MS = 1000
const LOOK_MS = 100

/** One connection as the senders see it: frames go out in order, never more than a bounded amount waits. */
export interface Client {
  readonly socket: WebSocket
  readonly codec: Codec
  readonly open: boolean
  /** More waits than it should: `room` before the next frame. */
  readonly full: boolean
  /** Sends one message of its own. */
  tell(message: unknown): void
  /** Sends an encoded frame that may be shared by several clients. */
  send(frame: Uint8Array): void
  /** Resolves when the client has room again. False when it does not read: it was told so, where there are words for it, and closed. */
  room(): Promise<boolean>
  /** Sends a last message and closes. */
  end(message: unknown | null): void
}

/** `slow`: what a client is told that does not read; null = nothing, only the close. */
export function createClient(socket: WebSocket, codec: Codec, clock: Clock, slow: unknown): Client {
  const gone = new AbortController()
  socket.on('close', () => gone.abort())
  // A broken line is followed by 'close'; there is nobody to tell.
  socket.on('error', () => {})
  let waiting: (() => void)[] = []
  const written = () => {
    if (client.full) return
    for (const go of waiting) go()
    waiting = []
  }
  const moved = (ms: number) =>
    new Promise<void>((resolve) => {
      const looked = new AbortController()
      const go = () => {
        looked.abort()
        resolve()
      }
      waiting.push(go)
      clock.sleep(clock.now() + ms, AbortSignal.any([gone.signal, looked.signal])).then(go, go)
    })
  const client: Client = {
    socket,
    codec,
    get open() {
      return socket.readyState === socket.OPEN
    },
    get full() {
      return client.open && socket.bufferedAmount > HIGH_WATER
    },
    tell: (message) => client.send(codec.encode(message)),
    send(frame) {
      if (!client.open) return
      if (socket.bufferedAmount > MOST_WAITING) return client.end(slow)
      socket.send(frame, { binary: codec.binary }, written)
    },
    async room() {
      let least = socket.bufferedAmount
      let since = clock.elapsed()
      while (client.full) {
        await moved(LOOK_MS)
        if (socket.bufferedAmount < least) {
          least = socket.bufferedAmount
          since = clock.elapsed()
        }
        if (clock.elapsed() - since > PATIENCE_MS) client.end(slow)
      }
      return client.open
    },
    end(message) {
      if (!client.open) return
      if (message !== null) socket.send(codec.encode(message), { binary: codec.binary })
      socket.close(1000)
      // Who does not read does not answer the close either; what waits for it must not wait for ever.
      clock.sleep(clock.now() + FAREWELL_MS, gone.signal).then(
        () => socket.terminate(),
        () => {},
      )
    },
  }
  return client
}
