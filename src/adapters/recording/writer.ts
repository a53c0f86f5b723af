import { closeSync, writeSync } from 'node:fs'
import type { Arrival, RecordingHeader, RecordingWriter, RowArguments } from '../../ports/recording.ts'
import { Bytes } from './columns.ts'
import { BODY, END, HEAD, MAGIC, pack } from './format.ts'
import { Names, RowBuffer } from './row-buffer.ts'
import { ValueCodec } from './values.ts'

const MOST_ROWS = 8192
const MOST_EVENT_BYTES = 64 * 1024
const FLUSH_EVERY = 1000

/** Writes a recording to an open file; the flusher runs until it is closed and keeps no process alive. */
export class FileRecordingWriter implements RecordingWriter {
  readonly path: string
  readonly counts = { rows: 0, events: 0, bytes: 0 }
  readonly #file: number
  readonly #codec = new ValueCodec()
  readonly #names = new Names()
  readonly #rows = new RowBuffer(this.#names, MOST_ROWS)
  readonly #positions = new Bytes()
  readonly #events = new Bytes()
  readonly #content = new Bytes()
  readonly #timer: NodeJS.Timeout
  #pending = 0
  #namesWritten = 0
  #from = Number.POSITIVE_INFINITY
  #to = Number.NEGATIVE_INFINITY
  #isOpen = true
  #fault: Error | null = null

  constructor(path: string, file: number, header: RecordingHeader) {
    this.path = path
    this.#file = file
    this.#put(MAGIC)
    this.#put(pack(HEAD, header.made, header.made, this.#codec.encode(header)))
    this.#timer = setInterval(() => this.#flushInTime(), FLUSH_EVERY).unref()
  }

  row(kind: 'print' | 'quote' | 'bar', arrival: Arrival, ...told: RowArguments): void {
    if (!this.#takes()) return
    this.#cover(arrival.received)
    this.#rows.add(kind, arrival, told)
    this.counts.rows++
    if (this.#rows.length === MOST_ROWS) this.flush()
  }

  event(value: unknown, at: number): void {
    if (!this.#takes()) return
    this.#cover(at)
    const bytes = this.#codec.encode(value)
    this.#positions.varint(this.#rows.length)
    this.#positions.varint(bytes.length)
    this.#events.append(bytes)
    this.#pending++
    this.counts.events++
    if (this.#events.length >= MOST_EVENT_BYTES) this.flush()
  }

  flush(): void {
    if (!this.#takes() || (this.#rows.length === 0 && this.#pending === 0)) return
    const content = this.#content
    content.clear()
    const names = this.#codec.encode(this.#names.list.slice(this.#namesWritten))
    this.#namesWritten = this.#names.list.length
    content.varint(names.length)
    content.append(names)
    this.#rows.pack(content)
    content.varint(this.#pending)
    content.append(this.#positions.view())
    content.append(this.#events.view())
    this.#put(pack(BODY, this.#from, this.#to, content.view()))
    this.#positions.clear()
    this.#events.clear()
    this.#pending = 0
    this.#from = Number.POSITIVE_INFINITY
    this.#to = Number.NEGATIVE_INFINITY
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    clearInterval(this.#timer)
    try {
      this.flush()
      const { rows, events } = this.counts
      this.#put(pack(END, 0, 0, this.#codec.encode({ rows, events })))
    } finally {
      this.#isOpen = false
      closeSync(this.#file)
    }
  }

  /** False once it is closed. @throws what made the file unwritable: behind half a piece nothing may follow */
  #takes(): boolean {
    if (this.#fault !== null) throw this.#fault
    return this.#isOpen
  }

  /** What goes wrong beside the session is told by the next call. */
  #flushInTime(): void {
    try {
      this.flush()
    } catch {}
  }

  #cover(at: number): void {
    if (at < this.#from) this.#from = at
    if (at > this.#to) this.#to = at
  }

  #put(bytes: Uint8Array): void {
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done)
    } catch (thrown) {
      this.#fault = thrown as Error
      throw thrown
    }
    this.counts.bytes += bytes.length
  }
}
