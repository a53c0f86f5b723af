import { Encoder } from '@msgpack/msgpack'
import type { Connection, StreamFault } from '../stream/connection.ts'
import type { Dialect } from '../stream/socket.ts'
import { decodeMarketFrame } from './decode.ts'
import { errorIn, REQUEST_CODES, type StreamError } from './faults.ts'
import type { MessageReader } from './messages.ts'
import type { Subscriptions } from './subscriptions.ts'

/** How messages travel. */
export type Packing = 'json' | 'msgpack'

export interface MarketDialectParts {
  packing: Packing
  keys: { keyId: string; secret: string }
  subscriptions: Subscriptions
  read: MessageReader
  /** The keys were taken: what is wanted may be asked for. */
  onWelcome(connection: Pick<Connection, 'send' | 'end'>): void
  /** The vendor has confirmed a change. */
  onAnswer(): void
  /** What an error does to the connection; null = nothing. */
  judge(error: StreamError): StreamFault | null
}

type Message = Record<string, unknown>

/** The market-data stream: hello, keys, subscriptions with an answer each, then data in arrays. */
export function marketDialect(parts: MarketDialectParts): Dialect & { release(): void } {
  const { subscriptions, read, keys } = parts
  /** Data that came while subscriptions were still being made: told after it was told that the stream is up. */
  let early: Message[] | null = null
  const control = (message: Message): StreamFault | null => {
    if (message.T === 'subscription') {
      subscriptions.answered(listOf(message.trades))
      parts.onAnswer()
      return null
    }
    const error = errorIn(message)
    if (!error || (REQUEST_CODES.has(error.code) && subscriptions.refused(error.code, error.words))) return null
    return parts.judge(error)
  }
  const take = (frame: unknown): StreamFault | null => {
    for (const message of messagesOf(frame)) {
      if ((message.T as string).length === 1) {
        if (early) early.push(message)
        else read(message)
        continue
      }
      const fault = control(message)
      if (fault) return fault
    }
    return null
  }
  return {
    ...packed(parts.packing),
    async greet({ send, next, end }) {
      early = []
      await answer('connected', next, parts.judge)
      send({ action: 'auth', key: keys.keyId, secret: keys.secret })
      await answer('authenticated', next, parts.judge)
      parts.onWelcome({ send, end })
      while (subscriptions.isBusy) {
        const fault = take(await next())
        if (fault) throw fault
      }
    },
    hear(frame, end) {
      const fault = take(frame)
      if (fault) end(fault)
    },
    release() {
      const waiting = early ?? []
      early = null
      for (const message of waiting) read(message)
    },
  }
}

function packed(packing: Packing): Pick<Dialect, 'headers' | 'decode' | 'encode'> {
  if (packing === 'json') return { headers: {}, decode: decodeMarketFrame }
  const encoder = new Encoder()
  return {
    headers: { 'Content-Type': 'application/msgpack' },
    decode: decodeMarketFrame,
    encode: (message) => encoder.encode(message),
  }
}

/** Waits for a word of the greeting; @throws StreamFault for an error in its place */
async function answer(word: string, next: () => Promise<unknown>, judge: MarketDialectParts['judge']): Promise<void> {
  for (;;) {
    for (const message of messagesOf(await next())) {
      if (message.T === 'success' && message.msg === word) return
      const error = errorIn(message)
      const fault = error && judge(error)
      if (fault) throw fault
    }
  }
}

/** Every message is an array of objects with a `T`; what is not passes by. */
function messagesOf(frame: unknown): Message[] {
  const all = Array.isArray(frame) ? frame : [frame]
  return all.every(isMessage) ? all : all.filter(isMessage)
}

function isMessage(value: unknown): value is Message {
  return typeof value === 'object' && value !== null && typeof (value as Message).T === 'string'
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
