import { readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createRecordings } from '../../../../src/adapters/recording/folder.ts'
import type { StreamSink } from '../../../../src/ports/market-stream.ts'
import type { RecordingHeader, RecordingReader, RecordingWriter } from '../../../../src/ports/recording.ts'
import { freshHome } from '../../../support/cli.ts'

const HEADER: Omit<RecordingHeader, 'openbell'> = {
  kind: 'market',
  made: Date.UTC(2026, 2, 20),
  symbols: ['AAA', 'BBB'],
  source: 'store',
  feed: 'import',
  coverage: 1,
  date: '2026-03-20',
  broker: null,
  mode: null,
  strategy: null,
  input: {},
  settings: { seed: 7 },
  process: { pid: 1, requestId: 'one', interactive: false, assumeYes: false, dryRun: false },
}

type Told =
  | { what: 'print'; args: Parameters<StreamSink['print']> }
  | { what: 'quote'; args: Parameters<StreamSink['quote']> }
  | { what: 'bar'; args: Parameters<StreamSink['bar']> }
  | { what: 'event'; value: unknown }

const symbol = fc.constantFrom('AAA', 'BBB', 'BRK.B')
const time = fc.oneof(
  fc.integer({ min: 1_600_000_000_000, max: 1_700_000_000_000 }),
  fc.integer({ min: 1_600_000_000_000, max: 1_700_000_000_000 }).map((ms) => ms + 0.123456),
)
const price = fc.oneof(
  fc.integer({ min: 0, max: 10_000_000 }).map((one) => one / 10_000),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const size = fc.oneof(fc.nat(100_000), fc.double({ min: 0, max: 1, noNaN: true }))
const code = fc.constantFrom('', 'P', '@,T', 'ü')
const id = fc.oneof(fc.constant(''), fc.nat().map(String), fc.string())

const told: fc.Arbitrary<Told> = fc.oneof(
  fc
    .tuple(symbol, time, price, size, code, code, id)
    .map((args): Told => ({ what: 'print', args: args as Parameters<StreamSink['print']> })),
  fc
    .tuple(symbol, time, price, size, price, size)
    .map((args): Told => ({ what: 'quote', args: args as Parameters<StreamSink['quote']> })),
  fc.tuple(symbol, time, price, fc.constantFrom(1, Number.NaN), fc.boolean()).map(([name, at, open, vwap, updated]): Told => {
    const bar = { time: at, open, high: open, low: open, close: open, volume: 1, prints: vwap, vwap }
    return { what: 'bar', args: [name, bar, updated] }
  }),
  fc.jsonValue().map((value): Told => ({ what: 'event', value: { value } })),
)

function write(writer: RecordingWriter, all: readonly Told[]): void {
  for (const [i, one] of all.entries()) {
    if (one.what === 'event') writer.event(one.value, i)
    else writer.row(one.what, { turn: i % 3 === 0, received: i + 0.5 }, ...one.args)
    if (i % 5 === 4) writer.flush()
  }
}

function read(reader: RecordingReader): Told[] {
  const all: Told[] = []
  const sink = {
    print: (...args: Parameters<StreamSink['print']>) => all.push({ what: 'print', args }),
    quote: (...args: Parameters<StreamSink['quote']>) => all.push({ what: 'quote', args }),
    bar: (...args: Parameters<StreamSink['bar']>) => all.push({ what: 'bar', args }),
  } as unknown as StreamSink
  for (const { rows, events } of reader.chunks()) {
    let next = 0
    for (let row = 0; row <= rows.length; row++) {
      for (; next < events.length && events[next].position === row; next++) all.push({ what: 'event', value: events[next].value })
      if (row < rows.length) rows.tell(row, sink)
    }
  }
  return all
}

/** Zero has one sign in a recording. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value, (_, one) => (Number.isNaN(one) ? 'NaN' : one)))

describe('a recording', () => {
  it('gives back every row and event, exactly and in order', async () => {
    const recordings = createRecordings(join(freshHome(), 'recordings'))
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(told, { maxLength: 60 }), async (all) => {
        const name = `run-${run++}`
        const writer = await recordings.create(name, HEADER)
        write(writer, all)
        await writer.close()
        const reader = await recordings.open(name)
        expect(reader.header).toEqual({ ...HEADER, openbell: expect.stringMatching(/^\d+\.\d+/) })
        expect(reader.complete).toBe(true)
        expect(plain(read(reader))).toEqual(plain(all))
        const arrivals = [...reader.chunks()].flatMap(({ rows }) =>
          Array.from({ length: rows.length }, (_, i) => [rows.turn(i), rows.received(i)]),
        )
        const expected = all.flatMap((one, i) => (one.what === 'event' ? [] : [[i % 3 === 0, i + 0.5]]))
        expect(arrivals).toEqual(expected)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps typed columns of answers, NaN included, and drops what is undefined', async () => {
    const recordings = createRecordings(freshHome())
    const writer = await recordings.create('columns', HEADER)
    const time = new Float64Array([1.5, Number.NaN, -3, 1e300])
    writer.event({ time, codes: new Uint16Array([1, 65_535]), gone: undefined, list: [null, 'text'] }, 1)
    await writer.close()
    const [chunk] = (await recordings.open('columns')).chunks()
    expect(chunk.events[0].value).toEqual({ time, codes: new Uint16Array([1, 65_535]), list: [null, 'text'] })
  })

  it('is the owner only’s, and no other takes its name', async () => {
    const recordings = createRecordings(join(freshHome(), 'recordings'))
    const writer = await recordings.create('day', HEADER)
    expect(statSync(writer.path).mode & 0o777).toBe(0o600)
    await expect(recordings.create('day', HEADER)).rejects.toMatchObject({ kind: 'usage' })
    await writer.close()
    expect((await recordings.list()).map(({ name, header }) => [name, header?.date])).toEqual([['day', '2026-03-20']])
    await expect(recordings.open('other')).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('what a crash or damage leaves', () => {
  async function threePieces() {
    const recordings = createRecordings(freshHome())
    const writer = await recordings.create('torn', HEADER)
    const ends = [writer.counts.bytes]
    for (const value of ['first', 'second', 'third']) {
      writer.event(value, 1)
      writer.flush()
      ends.push(writer.counts.bytes)
    }
    return { recordings, writer, ends }
  }
  const values = (reader: RecordingReader) => [...reader.chunks()].flatMap(({ events }) => events.map(({ value }) => value))

  it('is found as the last one, where nobody says its name', async () => {
    const home = freshHome()
    const recordings = createRecordings(home)
    await expect(recordings.open('last')).rejects.toMatchObject({ kind: 'not-found' })
    for (const [name, seconds] of [
      ['older', 100],
      ['newest', 300],
      ['old', 200],
    ] as const) {
      const writer = await recordings.create(name, HEADER)
      await writer.close()
      utimesSync(writer.path, seconds, seconds)
    }
    const reader = await recordings.open('last')
    expect(reader.name).toBe('newest')
    reader.close()
  })

  it('is cut off where a piece was never finished, wherever that was', async () => {
    const { recordings, writer, ends } = await threePieces()
    for (let bytes = ends[3] - 1; bytes >= ends[1]; bytes--) {
      truncateSync(writer.path, bytes)
      const reader = await recordings.open('torn')
      expect(values(reader)).toEqual(['first', 'second'].slice(0, bytes >= ends[2] ? 2 : 1))
      expect(reader.complete).toBe(false)
      expect(reader.fault === null).toBe(bytes === ends[2] || bytes === ends[1])
    }
  })

  it('is refused whichever bit of it is wrong, a length too: it never passes for an end that was not written', async () => {
    const { recordings, writer, ends } = await threePieces()
    const bytes = readFileSync(writer.path)
    for (let at = ends[0]; at < ends[3]; at++) {
      const damaged = Buffer.from(bytes)
      damaged[at] ^= 1 << (at % 8)
      writeFileSync(writer.path, damaged)
      const piece = ends.findLast((end) => end <= at)
      await expect(recordings.open('torn'), `byte ${at}`).rejects.toMatchObject({
        kind: 'diverged',
        message: expect.stringContaining(`damaged at byte ${piece} of`),
      })
    }
  })

  it('is cut off where the disk had room for it and not its bytes', async () => {
    const { recordings, writer, ends } = await threePieces()
    const bytes = readFileSync(writer.path)
    for (const from of [ends[1], ends[1] + 10, ends[2] - 5, ends[2]]) {
      writeFileSync(writer.path, Buffer.concat([bytes.subarray(0, from), Buffer.alloc(5000)]))
      const reader = await recordings.open('torn', { untilDamage: from !== ends[1] && from !== ends[2] })
      expect(values(reader)).toEqual(from === ends[2] ? ['first', 'second'] : ['first'])
      expect(reader.fault).not.toBeNull()
    }
  })

  it('is refused with its offset inside the file, and what lies before can be read', async () => {
    const { recordings, writer, ends } = await threePieces()
    const bytes = readFileSync(writer.path)
    bytes[ends[1] + 30] ^= 1
    writeFileSync(writer.path, bytes)
    await expect(recordings.open('torn')).rejects.toMatchObject({
      kind: 'diverged',
      message: expect.stringContaining(`byte ${ends[1]} of`),
    })
    const reader = await recordings.open('torn', { untilDamage: true })
    expect(values(reader)).toEqual(['first'])
    expect(reader.fault).toContain(`byte ${ends[1]}`)
  })

  it('is no recording at all when its beginning is not one', async () => {
    const home = freshHome()
    writeFileSync(join(home, 'x.obr'), 'time,price\n')
    await expect(createRecordings(home).open('x')).rejects.toMatchObject({ kind: 'no-data' })
  })
})
