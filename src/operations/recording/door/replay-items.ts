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
 * without its end stops before the last turn of the event loop in which something happened: more may have happened in it, and what the session did because of
 * it, and what it looked at, may not be written.
 */
export class ItemReader {
  readonly #items: Iterator<Item>
  #next: Item | null = null

  constructor(reader: RecordingReader) {
    this.#items = reader.complete ? itemsOf(reader) : wholeTurns(itemsOf(reader))
    this.#advance()
  }

  /** The next record, when it says what the session did; taken. */
  passive(): Passive | null {
    const item = this.#next
    if (item === null || !('record' in item) || !isPassive(item.record)) return null
    this.#advance()
    return item.record
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

function* wholeTurns(items: Iterable<Item>): Generator<Item> {
  let held: Item[] = []
  for (const item of items) {
    const [before, after] = atTurn(item)
    if (before) held.push(before)
    if (!after) continue
    yield* held
    held = []
    if ('record' in after && after.record[0] === 'begin') yield after
    else held.push(after)
  }
}

/** What of an item belongs to a turn that is under way, and what begins with the last turn that begins in it. */
function atTurn(item: Item): [before: Item | null, after: Item | null] {
  if ('record' in item) return isPassive(item.record) || !hasTurn(item.record) ? [item, null] : [null, item]
  const { rows, from, to } = item
  let at = to - 1
  while (at >= from && !rows.turn(at)) at--
  if (at < from) return [item, null]
  return [at === from ? null : { rows, from, to: at }, { rows, from: at, to }]
}

function isPassive(record: SessionRecord): record is Passive {
  return PASSIVE.has(record[0])
}

/** Everything but what a stream told behind something else comes in a turn of the event loop of its own. */
export function hasTurn(record: Exclude<SessionRecord, Passive>): boolean {
  return record[0] !== 'told' || record[2]
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
