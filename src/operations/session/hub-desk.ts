import { asOpenbellError } from '../../core/errors.ts'
import type { HubFrame, HubHandler, HubPeer, HubServer } from '../../ports/hub.ts'
import type { Log } from '../../ports/log.ts'
import type { LiveSession } from '../stream/session.ts'
import { answerTo } from './answers.ts'
import { openPartBook, type PartBook, partMessage } from './part-books.ts'
import { PeerFeed, type TickFrames } from './peer-feed.ts'
import { factsOf, type Market, Picture } from './picture.ts'
import { type FromOwner, fromGuest, type Question, type Want } from './protocol.ts'
import { TapeBook } from './tape-book.ts'

/** Ten pictures a second, as on the owner's own screen. */
const TICK_MS = 100

export interface DeskParts extends Market {
  log: Log
}

/** The owner's end of the hub: what those that are attached get to see of a session, and what they may ask. With nobody there it costs nothing. */
export class HubDesk implements HubHandler {
  readonly #session: LiveSession
  readonly #parts: DeskParts
  readonly #feeds = new Map<HubPeer, PeerFeed>()
  readonly #books = new Map<string, { book: PartBook; want: Want['parts'][number] }>()
  #tape: TapeBook | null = null
  #picture: Picture | null = null
  #server: HubServer | null = null
  #timer: NodeJS.Timeout | null = null
  #unhear: (() => void) | null = null
  #told = 0
  #looks = 0

  constructor(session: LiveSession, parts: DeskParts) {
    this.#session = session
    this.#parts = parts
  }

  open(server: HubServer): void {
    this.#server = server
    this.#told = this.#session.view.eventCount
    this.#unhear = this.#session.onChange(() => this.#guarded(() => this.#tellEvents()))
  }

  close(): void {
    this.#unhear?.()
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  joined(peer: HubPeer): void {
    this.#parts.log.info('session guest', { ...peer.guest })
    this.#feeds.set(peer, new PeerFeed(peer))
  }

  left(peer: HubPeer): void {
    const skipped = this.#feeds.get(peer)?.skipped
    this.#parts.log.info('session guest left', { ...peer.guest, skipped })
    this.#feeds.delete(peer)
    this.#settle()
  }

  heard(peer: HubPeer, message: unknown): void {
    const parsed = fromGuest.safeParse(message)
    if (!parsed.success) peer.drop('it asked what cannot be asked')
    else if (parsed.data.kind === 'want') this.#wants(peer, parsed.data)
    else void this.#answer(peer, parsed.data)
  }

  #wants(peer: HubPeer, want: Want): void {
    const feed = this.#feeds.get(peer)
    if (!feed) return
    feed.setWant(want)
    if (feed.isNew) peer.send(this.#frame(this.#events(this.#session.view.eventCount)))
    this.#settle()
    if (feed.isWatching) setImmediate(() => this.#guarded(() => this.#tick()))
  }

  /** Looks are taken only while somebody watches, at what somebody watches. */
  #settle(): void {
    const feeds = [...this.#feeds.values()]
    const wanted = new Set(feeds.flatMap(({ want }) => want.parts.map((part) => part.join(' '))))
    for (const key of this.#books.keys()) if (!wanted.has(key)) this.#books.delete(key)
    if (!feeds.some(({ want }) => want.tape)) this.#tape = null
    const isWatched = feeds.some((feed) => feed.isWatching)
    if (isWatched && this.#timer === null && this.#unhear) {
      this.#timer = setInterval(() => this.#guarded(() => this.#tick()), TICK_MS)
      this.#timer.unref()
    } else if (!isWatched && this.#timer !== null) {
      clearInterval(this.#timer)
      this.#timer = null
      this.#picture = null
    }
  }

  /** What goes wrong in showing the session to others must not end the session. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (thrown) {
      const { message, stack } = asOpenbellError(thrown)
      this.#parts.log.error('session hub failed', { message, stack })
      for (const peer of this.#feeds.keys()) peer.drop(`the session cannot be shown: ${message}`)
    }
  }

  #tick(): void {
    const feeds = [...this.#feeds.values()].filter((feed) => feed.isWatching)
    if (feeds.length === 0 || this.#server === null) return
    this.#looks++
    this.#tellEvents()
    const now = this.#frame({ kind: 'tick', now: this.#session.view.now })
    const frames = this.#look(feeds)
    for (const feed of feeds) feed.paint(frames, now)
  }

  #look(feeds: readonly PeerFeed[]): TickFrames {
    const { view } = this.#session
    const isSeen = feeds.some(({ want }) => want.level === 'all')
    if (isSeen) this.#picture ??= new Picture(view, this.#parts, (message) => this.#frame(message))
    const nothing = { news: null, whole: () => this.#frame({ kind: 'tick', now: view.now }) }
    const picture = isSeen ? this.#picture!.look() : nothing
    if (feeds.some(({ want }) => want.tape)) this.#tape ??= new TapeBook(view)
    const tape = (this.#tape?.look(this.#looks) ?? []).map((message) => this.#frame(message))
    for (const { want } of feeds) for (const part of want.parts) this.#openBook(part)
    for (const { book } of this.#books.values()) book.look(this.#looks)
    const made = new Map<string, ReturnType<TickFrames['part']>>()
    const part = (key: string) => {
      const known = made.get(key)
      if (known !== undefined) return known
      const fresh = this.#partFrames(key)
      made.set(key, fresh)
      return fresh
    }
    return { ...picture, tape, part }
  }

  #openBook(part: Want['parts'][number]): void {
    const key = part.join(' ')
    if (this.#books.has(key)) return
    this.#books.set(key, { book: openPartBook(this.#session.view, part, (message) => this.#server!.frame(message)), want: part })
  }

  #partFrames(key: string): ReturnType<TickFrames['part']> {
    const found = this.#books.get(key)
    if (!found) return null
    const { book, want } = found
    const make = (value: unknown) => this.#frame(partMessage(want, value))
    let [news, whole]: (HubFrame | null)[] = [null, null]
    return {
      get news() {
        if (book.news === null) return null
        news ??= make(book.news)
        return news
      },
      whole: () => {
        whole ??= make(book.whole())
        return whole
      },
    }
  }

  /** Events do not wait for the next picture. */
  #tellEvents(): void {
    const { eventCount } = this.#session.view
    const since = eventCount - this.#told
    if (since <= 0) return
    this.#told = eventCount
    const feeds = [...this.#feeds.values()].filter(({ want }) => want.level === 'all')
    if (feeds.length === 0) return
    const frame = this.#frame(this.#events(since))
    for (const feed of feeds) if (!feed.isNew) feed.tell(frame)
  }

  /** The newest events. */
  #events(many: number): FromOwner {
    const { events, eventCount } = this.#session.view
    return { kind: 'events', count: eventCount, events: many === 0 ? [] : events.slice(-many) }
  }

  async #answer(peer: HubPeer, question: Question): Promise<void> {
    const { id } = question
    try {
      const value = await answerTo(this.#session, question, () => factsOf(this.#session.view, this.#parts))
      peer.send(this.#frame({ kind: 'answer', id, value }))
    } catch (thrown) {
      peer.send(this.#frame({ kind: 'fault', id, fault: asOpenbellError(thrown).toJSON() }))
    }
  }

  #frame(message: unknown): HubFrame {
    return this.#server!.frame(message)
  }
}
