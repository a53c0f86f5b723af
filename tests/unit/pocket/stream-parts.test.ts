import { decode } from '@msgpack/msgpack'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { calendarOf } from '../../../src/market/calendar/calendar.ts'
import { blockOf } from '../../../src/pocket/stream/block.ts'
import { JSON_TEXT, MSGPACK, pack, readMessage, Stamp } from '../../../src/pocket/stream/codec.ts'
import { eventId } from '../../../src/pocket/stream/event-id.ts'
import { mergeByTime } from '../../../src/pocket/stream/merge.ts'
import { createPriceBands } from '../../../src/pocket/stream/price-bands.ts'
import { quickStamp } from '../../../src/pocket/stream/tape-block.ts'
import { stamp } from '../../../src/pocket/wire.ts'
import { startTestPocket } from '../../support/pocket.ts'
import { listenTo } from '../../support/sockets.ts'

const start = Date.parse('2026-03-20T13:30:00Z')

describe('messages in order of time', () => {
  it('merge like a stable sort, whatever the blocks', () => {
    const offsets = fc.array(fc.integer({ min: 0, max: 300_000_000 }), { maxLength: 40 })
    fc.assert(
      fc.property(fc.array(offsets, { maxLength: 6 }), (lists) => {
        const times = lists.map((list) => list.toSorted((a, b) => a - b).map((micros) => start + micros / 1000))
        const blocks = times.map((list) =>
          blockOf(
            'bars',
            ['X'],
            list.map((at) => ({ at, body: {} })),
          ),
        )
        const merged = mergeByTime(blocks)
        const mine = Array.from({ length: merged.length }, (_, k) => [merged.block[k], merged.row[k]])
        const plain = times.flatMap((list, block) => list.map((at, row) => ({ at: Math.round((at - start) * 1000), block, row })))
        expect(mine).toEqual(plain.sort((a, b) => a.at - b.at).map(({ block, row }) => [block, row]))
      }),
    )
  })

  it('carry stamps to the microsecond, in JSON and in MessagePack', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000_000 }), fc.integer({ min: 0, max: 999 }), (ms, micros) => {
        expect(quickStamp(ms)).toBe(stamp(ms))
        expect(quickStamp(ms + micros / 1000)).toBe(stamp(ms + micros / 1000))
        expect(JSON.parse(JSON.stringify({ t: new Stamp(ms) }))).toEqual({ t: stamp(ms) })
        expect(decode(pack({ t: new Stamp(ms) }))).toEqual({ t: new Date(ms) })
      }),
    )
  })

  it('have ids that sort by time and number, and are those of the seed', () => {
    const ids = [1, 2, 33, 1024].map((number) => eventId(7, number, start + Math.floor(number / 33)))
    expect(ids).toEqual([...ids].sort())
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true)
    expect(eventId(7, 1, start)).toBe(ids[0])
    expect(eventId(8, 1, start)).not.toBe(ids[0])
  })

  it('are read from any frame a client may send', () => {
    const message = { action: 'auth', key: 'PK', secret: 's' }
    expect(readMessage(Buffer.from(JSON.stringify(message)), JSON_TEXT)).toEqual(message)
    expect(readMessage(pack(message), MSGPACK)).toEqual(message)
    expect(readMessage(Buffer.from(JSON.stringify(message)), MSGPACK)).toEqual(message)
    for (const bad of ['', '[]', '7', '{', 'null']) expect(readMessage(Buffer.from(bad), JSON_TEXT)).toBeNull()
  })
})

describe('price bands', () => {
  const minute = (i: number, price: number) => ({
    at: start + i * 60_000,
    o: price,
    h: price,
    l: price,
    c: price,
    v: 100,
    n: 10,
    vw: price,
  })

  it('stand twice 5% away at the open, 5% later, and move with the reference by whole percents only', () => {
    const bands = createPriceBands(calendarOf('us'))
    expect(bands.after('X', [minute(0, 100)])).toEqual([{ at: start + 60_000, up: 110, down: 90 }])
    expect(bands.after('X', [minute(1, 100.5)])).toEqual([])
    expect(bands.after('X', [minute(14, 100)])).toEqual([{ at: start + 15 * 60_000, up: 105, down: 95 }])
    expect(bands.after('X', [minute(20, 103)])).toEqual([{ at: start + 21 * 60_000, up: 108.15, down: 97.85 }])
    expect(bands.after('PENNY', [minute(20, 0.5)])).toEqual([{ at: start + 21 * 60_000, up: 0.65, down: 0.35 }])
    expect(bands.after('X', [minute(400, 103)])).toEqual([])
  })
})

describe('a client that says nothing', () => {
  it('is turned away after ten seconds, on both streams', async () => {
    const system = createSystemClock()
    const quick = {
      ...system,
      sleep: (until: number, signal: AbortSignal) => system.sleep(system.now() + (until - system.now()) / 100, signal),
    }
    const pocket = await startTestPocket({ clock: quick })
    const url = pocket.url.replace('http', 'ws')
    const [data, trading] = [await listenTo(`${url}/v2/iex`), await listenTo(`${url}/stream`)]
    expect((await data.next()).json()).toEqual([{ T: 'success', msg: 'connected' }])
    expect((await data.next()).json()).toEqual([{ T: 'error', code: 404, msg: 'auth timeout' }])
    expect((await trading.next()).json()).toMatchObject({ data: { status: 'unauthorized' } })
    expect([await data.closed, await trading.closed]).toEqual([1000, 1000])
    await pocket.close()
  })
})
