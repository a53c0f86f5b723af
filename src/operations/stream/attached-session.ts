import { SECOND } from '../../core/time.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { Context } from '../context.ts'
import { OpenbellError } from '../operation.ts'
import { openLink, type SessionLink } from '../session/link.ts'
import type { FromOwner } from '../session/protocol.ts'
import { type AttachOptions, accountShown, checkAccount } from './attached-account.ts'
import { AttachedView, type LineState } from './attached-view.ts'
import { EventLog } from './event-log.ts'
import { runWithin } from './run-within.ts'
import type { LiveSession, RunWay } from './session.ts'
import { SessionTeller, type TellerFields } from './tape-events.ts'
import { ToldTape } from './told-tape.ts'

/** A whole picture comes within this time, or the owner is of no use. */
const PICTURE_MS = 5 * SECOND
/** How often a session that went away is looked for again. */
const AGAIN_MS = SECOND
/** How often ages are painted when nothing comes. */
const AGE_MS = 250
/** A session whose time is this near to the clock's lives in the present. */
const PRESENT_MS = 60 * SECOND

/**
 * Attaches to the session that another process runs in this home: of the named source, or, where no source was named, the newest of any. Null when none runs.
 * The owner decides what is streamed; orders go the way of whoever gives them, never through the owner.
 * @throws OpenbellError config (another version, a socket open to others), unavailable (it does not answer)
 */
export async function attachSession(context: Context, options: AttachOptions): Promise<LiveSession | null> {
  const { settings } = context
  const source = settings.origins.source === 'default' || settings.source === 'session' ? null : settings.source
  const link = await openLink(context, source, context.signal)
  return link === null ? null : AttachedSession.open({ context, options, link })
}

interface Parts {
  context: Context
  options: AttachOptions
  link: SessionLink
}

class AttachedSession implements LiveSession {
  readonly kind = 'attached' as const
  readonly view: AttachedView
  readonly #context: Context
  readonly #options: AttachOptions
  readonly #log = new EventLog()
  readonly #tape = new ToldTape()
  #link: SessionLink
  #line: LineState
  #wantsTape = false
  #willWant = false
  #isClosed = false
  /** Which session's events were told, and how many of them. */
  #told = { owner: '', count: 0 }
  #ready: () => void = () => {}
  readonly #age: NodeJS.Timeout
  #again: NodeJS.Timeout | null = null

  static async open(parts: Parts): Promise<AttachedSession> {
    const session = new AttachedSession(parts)
    try {
      await session.#picture()
      return session
    } catch (thrown) {
      await session.close()
      throw thrown
    }
  }

  private constructor({ context, options, link }: Parts) {
    this.#context = context
    this.#options = options
    this.#link = link
    this.#line = { owner: link.owner, gone: null }
    const changed = () => this.#wantSoon()
    this.view = new AttachedView({ clock: context.clock, log: this.#log, line: () => this.#line, changed })
    this.#age = setInterval(() => this.#look(), AGE_MS)
    this.#join(link)
  }

  events({ tape }: { tape: boolean }) {
    this.#wantsTape ||= tape
    this.#wantSoon()
    return this.#log.read(tape)
  }

  onChange(listener: () => void): () => void {
    return this.#log.onChange(listener)
  }

  async subscribe(symbol: string): Promise<void> {
    await this.#link.ask({ what: 'subscribe', symbol: normalizeSymbol(symbol) }, this.#context.signal)
  }

  async unsubscribe(symbol: string): Promise<void> {
    await this.#link.ask({ what: 'unsubscribe', symbol: normalizeSymbol(symbol) }, this.#context.signal)
  }

  /** In this process, with this terminal's own settings: prices are the session's, and orders go this process's way. */
  async run(operation: string, input: Record<string, unknown>, { dryRun = false }: RunWay = {}): Promise<unknown> {
    if (operation.startsWith('trade.')) await checkAccount(this.#context, this.#options, this.view)
    const isPresent = this.view.speed === 1 && Math.abs(this.view.now - this.#context.clock.now()) <= PRESENT_MS
    const own = dryRun ? { ...this.#context, dryRun } : this.#context
    const context = isPresent ? own : { ...own, source: (name = 'session') => own.source(name) }
    const standing = () => (isPresent ? null : this.view.now)
    const say = (message: string) => this.#say(message)
    return runWithin({ context, given: accountShown(this.#options, this.view), standing, say }, operation, input)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#age)
    if (this.#again) clearTimeout(this.#again)
    this.#link.close()
    this.#log.end()
  }

  #join(link: SessionLink): void {
    this.#link = link
    link.keepAlive(true)
    link.listen((message) => this.#take(message))
    void link.ended.then((reason) => this.#lost(reason))
    this.#want()
  }

  #take(message: FromOwner): void {
    if (message.kind === 'tick') {
      this.view.take(message)
      if (this.#line.gone !== null) this.#found()
      if (this.view.isReady) this.#ready()
      this.#log.ring()
    } else if (message.kind === 'events') this.#events(message)
    else if (message.kind === 'part') this.view.parts.take(message.part, message.value)
    else if (message.kind === 'tape') for (const event of this.#tape.events(message, this.#teller())) this.#log.tell(event)
  }

  /** On joining all that the session keeps is told: of the same session only what is new. */
  #events({ count, events }: Extract<FromOwner, { kind: 'events' }>): void {
    const { pid, since } = this.#link.owner
    const owner = `${pid} ${since}`
    const before = this.#told.owner === owner ? this.#told.count : 0
    this.#told = { owner, count }
    const news = Math.min(events.length, count - before)
    for (const event of news > 0 ? events.slice(-news) : []) this.#log.tell(event)
  }

  #wantSoon(): void {
    if (this.#willWant) return
    this.#willWant = true
    queueMicrotask(() => this.#want())
  }

  #want(): void {
    this.#willWant = false
    this.#link.want({ level: 'all', tape: this.#wantsTape, parts: this.view.parts.wanted })
  }

  #lost(reason: string): void {
    if (this.#isClosed) return
    this.#line = { ...this.#line, gone: reason }
    if (this.view.isReady) this.#tell({ type: 'quality', message: this.view.stream.message, stream: 'down' })
    this.#seek()
  }

  #seek(): void {
    this.#again = setTimeout(async () => {
      const place = this.#context.settings.origins.source === 'default' ? null : this.#line.owner.source
      const link = await openLink(this.#context, place, this.#context.signal).catch(() => null)
      if (this.#isClosed) link?.close()
      else if (link === null) this.#seek()
      else this.#join(link)
    }, AGAIN_MS)
  }

  /** The first picture after the owner was gone. */
  #found(): void {
    const { owner } = this.#link
    this.#line = { owner, gone: null }
    this.#say(`attached to process ${owner.pid} (${owner.holder})`)
  }

  /** Ages go on when nothing comes. */
  #look(): void {
    this.view.parts.sweep()
    if (this.view.isReady && (this.#line.gone !== null || this.view.isSilent)) this.#log.ring()
  }

  async #picture(): Promise<void> {
    const { pid } = this.#link.owner
    const seen = new Promise<true>((resolve) => {
      this.#ready = () => resolve(true)
    })
    const late = new Promise<false>((resolve) => setTimeout(resolve, PICTURE_MS, false).unref())
    if (await Promise.race([seen, late, this.#link.ended.then(() => false)])) return
    throw new OpenbellError(
      'unavailable',
      `the session of process ${pid} shows nothing: ${this.#link.over ?? 'it is busy or stopped'}`,
      'openbell session',
    )
  }

  #teller(): SessionTeller {
    const { mode, broker, host, source, feed } = this.view
    return new SessionTeller({ mode, name: broker as 'simulated' | 'alpaca', host }, { name: source, feed })
  }

  #say(message: string): void {
    this.#tell({ type: 'status', message })
  }

  #tell(fields: TellerFields): void {
    this.#log.tell(this.#teller().event(this.view.now, fields))
  }
}
