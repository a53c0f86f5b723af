import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createRecordings } from '../../src/adapters/recording/folder.ts'
import { RecordingDoor } from '../../src/operations/recording/door/recording-door.ts'
import type { StreamSink } from '../../src/ports/market-stream.ts'
import type { RecordingHeader } from '../../src/ports/recording.ts'
import { line } from './measure.ts'

const EVENTS = 1_000_000
const SYMBOLS = Array.from({ length: 100 }, (_, i) => `SYM${i}`)
const GOAL_BYTES = 8
/** Messages of one frame of a socket. */
const FRAME = 10

const HEADER: Omit<RecordingHeader, 'openbell'> = {
  kind: 'session',
  made: 0,
  symbols: SYMBOLS,
  source: 'bench',
  feed: 'bench',
  coverage: 1,
  date: null,
  broker: null,
  mode: null,
  strategy: null,
  input: {},
  settings: {},
  process: { pid: 0, requestId: '', interactive: false, assumeYes: false, dryRun: false },
}

/** What keeping a stream costs: microseconds and bytes for each print and quote, and how fast it is read again. */
export async function benchRecording(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  try {
    const recordings = createRecordings(home)
    const bare = await tell(nothing)
    const writer = await recordings.create('bench', HEADER)
    const { signal } = new AbortController()
    const door = new RecordingDoor({ clock: createSystemClock(), writer, signal, onFault: (message) => line(message) })
    const heard = await new Promise<StreamSink>((resolve) => {
      void door.sinkCall('bench', null, nothing, async (sink) => resolve(sink))
    })
    const kept = await tell(heard)
    await writer.close()
    const cost = (kept - bare) / EVENTS
    const bytes = writer.counts.bytes / EVENTS
    line(`recording of ${EVENTS.toLocaleString('en')} prints and quotes of ${SYMBOLS.length} symbols, ${FRAME} a frame`)
    line(`  ${cost.toFixed(2)} µs each beside hearing it: ${((cost * 50_000) / 1e4).toFixed(1)}% of a core at 50,000 a second`)
    line(`  ${bytes.toFixed(1)} bytes each  ${bytes < GOAL_BYTES ? 'goal met' : `GOAL MISSED (${GOAL_BYTES})`}`)
    line(`  read again: ${Math.round(EVENTS / (await readAll(recordings))).toLocaleString('en')} a millisecond`)
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

const nothing: StreamSink = { print() {}, quote() {}, bar() {}, correction() {}, status() {}, state() {} }

/** Microseconds of telling it all: random walks in cents, sizes in hundreds, ids that count up. */
async function tell(sink: StreamSink): Promise<number> {
  const prices = SYMBOLS.map((_, i) => 5000 + i * 37)
  let seed = 7
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const start = performance.now()
  const began = Date.UTC(2026, 2, 20, 14)
  for (let i = 0; i < EVENTS; i++) {
    const which = random(SYMBOLS.length)
    prices[which] += random(5) - 2
    const price = prices[which] / 100
    const time = began + i * 0.02
    if (i % 3 === 0) sink.print(SYMBOLS[which], time, price, 100 * (1 + random(5)), 'V', '@', String(50_000_000 + i))
    else sink.quote(SYMBOLS[which], time, price - 0.01, 100 * random(9), price, 100 * random(9))
    if (i % FRAME === 0) await null
  }
  return (performance.now() - start) * 1000
}

/** Milliseconds of unpacking and telling all of it. */
async function readAll(recordings: ReturnType<typeof createRecordings>): Promise<number> {
  const start = performance.now()
  const reader = await recordings.open('bench')
  for (const { rows } of reader.chunks()) for (let row = 0; row < rows.length; row++) rows.tell(row, nothing)
  return performance.now() - start
}
