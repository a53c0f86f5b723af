import { SECOND } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { isPaperKey } from '../keys.ts'
import { errorMessage, STREAM_ERRORS, type StreamErrorCode } from './channels.ts'
import type { Client } from './client.ts'
import { readMessage } from './codec.ts'
import type { Subscriptions } from './subscriptions.ts'

/** Milliseconds of real time a client may take until it has said who it is. */
const AUTH_TIMEOUT_MS = 10 * SECOND

/** One connection of a market-data stream after its upgrade. */
export interface DataClient {
  readonly client: Client
  readonly subscriptions: Subscriptions
  /** The key it came in with; null before. */
  key(): string | null
}

export interface DataDoor {
  clock: Clock
  /** Why a good key may not come in: its connection too many, its plan too small; null = welcome. */
  refuses(key: string): StreamErrorCode | null
}

/** Keys sent with the upgrade itself. */
export interface HeaderKeys {
  key: unknown
  secret: unknown
}

/**
 * Speaks the dialect of the market-data streams: every message an array, the server begins with `connected`, the client says who it is within
 * ten seconds, then subscribes and unsubscribes; each change is answered with the complete state.
 */
export function speakData(client: Client, subscriptions: Subscriptions, door: DataDoor, header: HeaderKeys): DataClient {
  let key: string | null = null
  const late = new AbortController()
  const fail = (code: StreamErrorCode) => {
    if (STREAM_ERRORS[code].close) client.end(errorMessage(code))
    else client.tell(errorMessage(code))
  }
  const enter = (name: unknown, secret: unknown) => {
    if (key !== null) return fail(403)
    if (!isPaperKey(name, secret)) return fail(402)
    const refused = door.refuses(name as string)
    if (refused !== null) return fail(refused)
    key = name as string
    late.abort()
    client.tell([{ T: 'success', msg: 'authenticated' }])
  }
  client.socket.on('close', () => late.abort())
  door.clock.sleep(door.clock.now() + AUTH_TIMEOUT_MS, late.signal).then(
    () => fail(404),
    () => {},
  )
  client.socket.on('message', (data: Buffer) => {
    if (!client.open) return
    const message = readMessage(data, client.codec)
    const action = message?.action
    if (action === 'auth' || action === 'authenticate') return enter(...keysOf(message as Record<string, unknown>))
    if (message === null || (action !== 'subscribe' && action !== 'unsubscribe')) return fail(400)
    if (key === null) return fail(401)
    const wrong = subscriptions.change(action, message)
    if (wrong !== null) return fail(wrong)
    client.tell([subscriptions.state()])
  })
  client.tell([{ T: 'success', msg: 'connected' }])
  if (header.key !== undefined) enter(header.key, header.secret)
  return { client, subscriptions, key: () => key }
}

/** Both forms: the keys beside the action, and under `data` as older clients send them. */
function keysOf(message: Record<string, unknown>): [unknown, unknown] {
  const data = (message.data ?? {}) as Record<string, unknown>
  return [message.key ?? data.key_id, message.secret ?? data.secret_key]
}
