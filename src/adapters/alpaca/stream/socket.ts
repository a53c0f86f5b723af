import { setImmediate as turn } from 'node:timers/promises'
import { OpenbellError } from '../../../core/errors.ts'
import type { Clock } from '../../../ports/clock.ts'
import type { Log } from '../../../ports/log.ts'
import { type Connection, connect, StreamFault } from './connection.ts'

/** Waits; tests shorten them. */
export interface StreamTiming {
  /** Limit of the upgrade. */
  connectMs: number
  /** Limit from the open socket to the confirmed subscription. */
  greetMs: number
  pingMs: number
  /** Silence of a socket after a ping that ends it. */
  pongMs: number
  /** The draw for the wait before the next try begins here, doubles, and ends at `longestMs`. */
  backoffMs: number
  longestMs: number
  /** The least wait after "too many connections". */
  slowMs: number
}

export const streamTiming: StreamTiming = {
  connectMs: 10_000,
  greetMs: 10_000,
  pingMs: 10_000,
  pongMs: 5000,
  backoffMs: 1000,
  longestMs: 30_000,
  slowMs: 30_000,
}

/** What a vendor's socket speaks. */
export interface Dialect {
  /** Sent with the upgrade. */
  headers: Record<string, string>
  /** Reads a frame; default exactly, whatever it costs. */
  decode?(data: Buffer, binary: boolean): unknown
  /** Writes a message; default as JSON text. */
  encode?(message: unknown): string | Uint8Array
  /** From the open socket to the confirmed subscription; @throws StreamFault */
  greet(connection: Pick<Connection, 'send' | 'next' | 'end'>): Promise<void>
  /** A message after the greeting. It may end the connection with a fault of its own. */
  hear(message: unknown, end: (fault: StreamFault) => void): void
}

export interface SocketOptions {
  /** Looked at anew for each connection. */
  readonly url: string
  dialect: Dialect
  clock: Clock
  log: Log
  /** Uniform in [0, 1). */
  random(): number
  timing?: Partial<StreamTiming>
  onConnected(): void
  /** Once for each silence, and again when its reason is one that takes long. */
  onDisconnected(reason: string, fault: StreamFault): void
}

/**
 * Keeps a socket open until the signal fires: greets, listens, pings, and tries again for ever with full jitter (delays drawn from [0, 1 s), [0, 2 s) ...
 * [0, 30 s): Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015). Resolves when the signal fires.
 * @throws OpenbellError `config` when the keys are refused, after telling
 */
export async function keepSocket(options: SocketOptions, signal: AbortSignal): Promise<void> {
  const timing = { ...streamTiming, ...options.timing }
  let tries = 0
  let told: StreamFault['weight'] | null = null
  while (!signal.aborted) {
    let connectedAt: number | null = null
    const fault = await oneLife(options, timing, signal, () => {
      connectedAt = options.clock.elapsed()
      told = null
      options.onConnected()
    })
    if (signal.aborted) return
    if (told === null || told === 'elsewhere' || (told === 'passing' && fault.weight !== 'passing')) {
      told = fault.weight
      options.log.warn('alpaca.stream.down', { reason: fault.message })
      options.onDisconnected(fault.message, fault)
    }
    if (fault.weight === 'fatal') throw new OpenbellError('config', fault.message, 'openbell init')
    const held = connectedAt === null ? 0 : options.clock.elapsed() - connectedAt
    tries = held >= timing.longestMs ? 0 : tries + 1
    await pause(options, delayOf(fault, tries, timing, options.random()), signal)
  }
}

async function pause({ clock }: SocketOptions, delay: number, signal: AbortSignal): Promise<void> {
  // The signal ends the wait, and the loop sees it.
  await clock.sleep(clock.now() + delay, signal).catch(() => {})
}

function delayOf(fault: StreamFault, tries: number, timing: StreamTiming, drawn: number): number {
  const cap = Math.min(timing.longestMs, timing.backoffMs * 2 ** Math.min(20, Math.max(0, tries - 1)))
  if (fault.weight === 'elsewhere') return 0
  return fault.weight === 'slow' ? timing.slowMs + drawn * timing.longestMs : drawn * cap
}

/** One connection from the upgrade to its end, and why it ended. */
async function oneLife(
  options: SocketOptions,
  timing: StreamTiming,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<StreamFault> {
  const { dialect, clock, log, url } = options
  const over = new AbortController()
  try {
    const connection = await connect(
      { url, headers: dialect.headers, connectMs: timing.connectMs, clock, log, decode: dialect.decode, encode: dialect.encode },
      signal,
    )
    connection.ended.then(() => over.abort())
    await greet(connection, options, timing, over.signal)
    onConnected()
    connection.listen((message) => hear(message, connection, options))
    watch(connection, options, timing, over.signal)
    return await connection.ended
  } catch (thrown) {
    if (thrown instanceof StreamFault) return thrown
    throw thrown
  } finally {
    over.abort()
  }
}

/** What a message does to us must not take the process down with it: the next connection begins anew. */
function hear(message: unknown, connection: Connection, { dialect, log }: SocketOptions): void {
  try {
    dialect.hear(message, connection.end)
  } catch (thrown) {
    log.error('alpaca.stream.failed', { reason: thrown instanceof Error ? thrown.message : String(thrown) })
    connection.end(
      new StreamFault('passing', `a message could not be taken: ${thrown instanceof Error ? thrown.message : thrown}`),
    )
  }
}

async function greet(
  connection: Connection,
  { dialect, clock }: SocketOptions,
  timing: StreamTiming,
  over: AbortSignal,
): Promise<void> {
  const done = new AbortController()
  const late = new StreamFault('passing', `no answer to the greeting within ${timing.greetMs} ms`)
  clock.sleep(clock.now() + timing.greetMs, AbortSignal.any([over, done.signal])).then(
    () => connection.end(late),
    () => {},
  )
  try {
    await dialect.greet(connection)
  } catch (thrown) {
    connection.end(thrown instanceof StreamFault ? thrown : new StreamFault('passing', String(thrown)))
    throw thrown
  } finally {
    done.abort()
  }
}

/** A socket can stay open with nobody at its other end: only an answer to a ping shows life. */
async function watch(connection: Connection, { clock }: SocketOptions, timing: StreamTiming, over: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await clock.sleep(clock.now() + Math.max(1, timing.pingMs - timing.pongMs), over)
      connection.ping()
      await clock.sleep(clock.now() + timing.pongMs, over)
      // Where this process was busy all the while, the answer may have come without having been read yet.
      await turn()
      if (!connection.aliveSincePing)
        connection.end(new StreamFault('passing', `mute: no answer to a ping within ${timing.pongMs} ms`))
    }
  } catch {
    // The connection is over.
  }
}
