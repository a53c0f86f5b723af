import { SECOND } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { isPaperKey } from '../keys.ts'
import { STREAM_ERRORS } from './channels.ts'
import type { Client } from './client.ts'
import { readMessage } from './codec.ts'
import type { RefusedWith } from './socket-faults.ts'

/** Milliseconds of real time a client may take until it has said who it is. */
const AUTH_TIMEOUT_MS = 10 * SECOND
const STREAMS = ['trade_updates']

/** One connection of the trading stream after its upgrade. */
export interface TradingClient {
  readonly client: Client
  /** Whether it has asked to hear of its orders. */
  listens(): boolean
}

/**
 * Speaks the dialect of the trading stream: the client begins (`authenticate` with `data.key_id`, or `auth` with `key`), then asks with `listen`
 * for the whole list of streams it wants. Streams nobody knows are missing from the answer. `refused`: what it is told instead of a welcome.
 */
export function speakTrading(client: Client, clock: Clock, refused: RefusedWith | null): TradingClient {
  let authorized = false
  let streams: string[] = []
  const late = new AbortController()
  client.socket.on('close', () => late.abort())
  clock.sleep(clock.now() + AUTH_TIMEOUT_MS, late.signal).then(
    () => client.end(authorization(false, 'authenticate')),
    () => {},
  )
  client.socket.on('message', (data: Buffer) => {
    const message = readMessage(data, client.codec)
    if (!message) return client.tell(problem('invalid syntax'))
    switch (message.action) {
      case 'auth':
      case 'authenticate':
        if (!authorized && (refused === 402 || !mayEnter(message))) return client.end(authorization(false, 'authenticate'))
        if (!authorized && refused !== null) return client.end(problem(STREAM_ERRORS[refused].msg))
        authorized = true
        late.abort()
        return client.tell(authorization(true, 'authenticate'))
      case 'listen':
        if (!authorized) return client.tell(authorization(false, 'listen'))
        streams = wanted(message)
        return client.tell({ stream: 'listening', data: { streams } })
      default:
        return client.tell(problem(`unknown action: ${String(message.action)}`))
    }
  })
  return { client, listens: () => authorized && streams.includes('trade_updates') }
}

function mayEnter(message: Record<string, unknown>): boolean {
  const data = (message.data ?? {}) as Record<string, unknown>
  const [key, secret] = message.action === 'auth' ? [message.key, message.secret] : [data.key_id, data.secret_key]
  return isPaperKey(key, secret)
}

function wanted(message: Record<string, unknown>): string[] {
  const list = (message.data as Record<string, unknown> | undefined)?.streams
  return Array.isArray(list) ? STREAMS.filter((name) => list.includes(name)) : []
}

function authorization(good: boolean, action: 'authenticate' | 'listen') {
  return { stream: 'authorization', data: { status: good ? 'authorized' : 'unauthorized', action } }
}

function problem(text: string) {
  return { action: 'error', data: { error_message: text } }
}
