import type { RecordedRows, RecordingReader } from '../../../ports/recording.ts'
import type { SessionRecord } from './records.ts'

/** Rows that follow each other, or one record. */
export type Item = { rows: RecordedRows; from: number; to: number } | { record: SessionRecord }

/** Records that say what the session did, not what happened to it. */
export type Passive = Extract<SessionRecord, ['call' | 'read' | 'value' | 'wrote' | 'foreign' | 'sink', ...unknown[]]>
export type Happened = Exclude<SessionRecord, Passive | ['begin', ...unknown[]]>
/** What happens to a session: rows, or a record of something else. */
export type Active = { rows: RecordedRows; from: number; to: number } | { record: Happened }

const PASSIVE: ReadonlySet<string> = new Set(['call', 'read', 'value', 'wrote', 'foreign', 'sink'])

/**
 * A recording item by item, with a look at the next one. A row that something follows stands alone: what follows may be what it brought about. A recording
 * without its end stops before the last thing that happened: what the session did because of it, and what it looked at, may not be written.
 */
export class ItemReader {
  readonly #items: Iterator<Item>
  #next: Item | null = null

  constructor(reader: RecordingReader) {
    this.#items = reader.complete ? itemsOf(reader) : wholeMoments(itemsOf(reader))
    this.#advance()
  }

  /** The next record, when it says what the session did; taken. */
  passive(): Passive | null {
    const item = this.#next
    if (item === null || !('record' in item) || !PASSIVE.has(item.record[0])) return null
    this.#advance()
    return item.record as Passive
  }

  /** The record that a session's recording begins with; null where there is none. */
  begin(): Extract<SessionRecord, ['begin', ...unknown[]]> | null {
    const item = this.#next
    if (item === null || !('record' in item) || item.record[0] !== 'begin') return null
    this.#advance()
    return item.record
  }

  /** What happens next; null at the end. Asked for after what the session did. */
  active(): Active | null {
    const item = this.#next
    if (item !== null) this.#advance()
    return item as Active | null
  }

  #advance(): void {
    const { value, done } = this.#items.next()
    this.#next = done ? null : value
  }
}

function* wholeMoments(items: Iterable<Item>): Generator<Item> {
  let held: Item[] = []
  for (const item of items) {
    if (!('record' in item) || !PASSIVE.has(item.record[0])) {
      yield* held
      held = []
    }
    if ('record' in item && item.record[0] === 'begin') yield item
    else held.push(item)
  }
}

function* itemsOf(reader: RecordingReader): Generator<Item> {
  for (const { rows, events } of reader.chunks()) {
    let told = 0
    for (const { position, value } of events) {
      yield* runsOf(rows, told, position)
      told = position
      yield { record: value as SessionRecord }
    }
    yield* runsOf(rows, told, rows.length)
  }
}

function* runsOf(rows: RecordedRows, from: number, to: number): Generator<Item> {
  if (to - from > 1) yield { rows, from, to: to - 1 }
  if (to > from) yield { rows, from: to - 1, to }
}
