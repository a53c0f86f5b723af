import type { Instant } from '../../../core/time.ts'
import type { Log } from '../../../ports/log.ts'
import type { StreamSink } from '../../../ports/market-stream.ts'
import { printable } from '../errors.ts'
import { parseStamp } from '../stamp.ts'
import { printId } from '../tape.ts'
import { haltedBy } from './halts.ts'

/** What the vendor sends, field by field as it may be missing or wrong. */
type Wire = Record<string, unknown>

/** Hears one data message. */
export type MessageReader = (message: Wire) => void

/** True when it was told; false sets the message aside. */
type Teller = (message: Wire, symbol: string, at: Instant, sink: StreamSink) => boolean

const TELLERS: Record<string, Teller> = {
  t: tellPrint,
  q: tellQuote,
  b: (message, _symbol, at, sink) => tellBar(message, at, sink, false),
  u: (message, _symbol, at, sink) => tellBar(message, at, sink, true),
  c: tellCorrection,
  x: tellCancel,
  s: tellStatus,
}

/**
 * Hands data messages to a sink. One that breaks a rule is set aside, counted and logged (the 1st, 2nd, 4th, 8th ...), and spoils none of its neighbours;
 * kinds of messages and fields that nobody knows yet pass by.
 */
export function createMessageReader(sink: StreamSink, log: Log): MessageReader {
  let setAside = 0
  return (message) => {
    const tell = TELLERS[message.T as string]
    if (tell === undefined) return
    const { S: symbol } = message
    const at = instantOf(message.t)
    if (typeof symbol === 'string' && !Number.isNaN(at) && tell(message, symbol, at, sink)) return
    setAside++
    if ((setAside & (setAside - 1)) === 0) {
      log.warn('alpaca.stream.set-aside', { count: setAside, message: printable(JSON.stringify(message) ?? '') })
    }
  }
}

/** Text in JSON, an instant in MessagePack; NaN when it is neither. */
function instantOf(stamp: unknown): Instant {
  if (typeof stamp === 'string') return parseStamp(stamp) ?? Number.NaN
  return typeof stamp === 'number' ? stamp : Number.NaN
}

function isPrice(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function tellPrint({ p, s, x, c, i }: Wire, symbol: string, at: Instant, sink: StreamSink): boolean {
  if (!isPrice(p) || !isAmount(s)) return false
  const venue = textOf(x)
  const conditions = Array.isArray(c) ? (c.length === 1 ? textOf(c[0]) : c.join(',')) : ''
  sink.print(symbol, at, p, s, venue, conditions, i === undefined || i === null ? '' : printId(at, venue, i))
  return true
}

function tellQuote({ bp, bs, ap, as }: Wire, symbol: string, at: Instant, sink: StreamSink): boolean {
  if (!isAmount(bp) || !isAmount(bs) || !isAmount(ap) || !isAmount(as)) return false
  sink.quote(symbol, at, bp, bs, ap, as)
  return true
}

function tellBar(message: Wire, time: Instant, sink: StreamSink, updated: boolean): boolean {
  const { S, o: open, h: high, l: low, c: close, v: volume, n, vw } = message
  if (!isPrice(open) || !isPrice(high) || !isPrice(low) || !isPrice(close) || !isAmount(volume)) return false
  if (high < Math.max(open, close) || low > Math.min(open, close)) return false
  const bar = { time, open, high, low, close, volume, prints: isAmount(n) ? n : Number.NaN, vwap: isPrice(vw) ? vw : Number.NaN }
  sink.bar(S as string, bar, updated)
  return true
}

/** `o...` is the print as it was told, `c...` as it should have been. */
function tellCorrection({ x, oi, cp, cs }: Wire, symbol: string, at: Instant, sink: StreamSink): boolean {
  if (oi === undefined || oi === null || !isPrice(cp) || !isAmount(cs)) return false
  sink.correction(symbol, at, printId(at, textOf(x), oi), cp, cs)
  return true
}

function tellCancel({ x, i }: Wire, symbol: string, at: Instant, sink: StreamSink): boolean {
  if (i === undefined || i === null) return false
  sink.correction(symbol, at, printId(at, textOf(x), i), null, null)
  return true
}

function tellStatus({ sc, sm, rm }: Wire, symbol: string, at: Instant, sink: StreamSink): boolean {
  const code = textOf(sc)
  const words = [textOf(sm), textOf(rm)].filter((text) => text !== '').map(printable)
  const halted = haltedBy(code, words[0] ?? '')
  if (halted !== null) sink.status(symbol, at, halted, printable(code), words.join(': '))
  return true
}
