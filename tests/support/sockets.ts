import { WebSocket } from 'ws'

export interface Heard {
  data: Buffer
  binary: boolean
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  json(): any
}

/** A bare WebSocket client for tests: it says JSON, and hands out what it hears in order. */
export interface Ears {
  socket: WebSocket
  /** Everything heard and not yet taken by `next`. */
  heard: Heard[]
  say(message: unknown): void
  /** The next message; rejects when the line closes first, or after two seconds. */
  next(): Promise<Heard>
  /** The code with which it was closed. */
  closed: Promise<number>
  close(): void
}

const PATIENCE_MS = 2000

/** Connects; rejects when the upgrade is refused. */
export function listenTo(url: string, headers: Record<string, string> = {}): Promise<Ears> {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  const heard: Heard[] = []
  let wake: () => void = () => {}
  socket.on('message', (data: Buffer, binary) => {
    heard.push({ data, binary, json: () => JSON.parse(data.toString()) })
    wake()
  })
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      resolve(code)
      wake()
    })
  })
  const next = async (): Promise<Heard> => {
    if (heard.length === 0 && socket.readyState <= WebSocket.OPEN) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    const first = heard.shift()
    if (!first) throw new Error(socket.readyState <= WebSocket.OPEN ? 'nothing was heard' : 'the line was closed')
    return first
  }
  const ears: Ears = {
    socket,
    heard,
    say: (message) => socket.send(JSON.stringify(message)),
    next,
    closed,
    close: () => socket.terminate(),
  }
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(ears))
    socket.once('error', reject)
  })
}
