import { decode } from '@msgpack/msgpack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../../src/adapters/simulated/source.ts'
import { OpenbellError } from '../../../src/core/errors.ts'
import { startTestPocket, type TestPocket } from '../../support/pocket.ts'
import { type Ears, listenTo } from '../../support/sockets.ts'

let pocket: TestPocket
let ears: Ears[]
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 30 })
  ears = []
})
afterEach(async () => {
  for (const one of ears) one.close()
  await pocket.close()
})

const keys = { action: 'auth', key: 'PKTEST', secret: 'secret' }

async function open(path: string, headers: Record<string, string> = {}): Promise<Ears> {
  const one = await listenTo(pocket.url.replace('http', 'ws') + path, headers)
  ears.push(one)
  expect(read(await one.next())).toEqual([{ T: 'success', msg: 'connected' }])
  return one
}

function read(heard: { data: Buffer; binary: boolean }) {
  // biome-ignore lint/suspicious/noExplicitAny: messages of many shapes
  return (heard.binary ? decode(heard.data) : JSON.parse(heard.data.toString())) as any[]
}

async function enter(path: string, key = 'PKTEST', headers: Record<string, string> = {}): Promise<Ears> {
  const one = await open(path, headers)
  one.say({ ...keys, key })
  expect(read(await one.next())).toEqual([{ T: 'success', msg: 'authenticated' }])
  return one
}

async function ask(one: Ears, message: Record<string, unknown>) {
  one.say(message)
  return read(await one.next())
}

/** Everything told by a step, in the order it came. */
async function told(one: Ears, step: Record<string, unknown>) {
  expect((await pocket.admin('/admin/step', step)).status).toBe(200)
  // A control answer behind the data proves that all of it has come.
  const answer = ask.length
  one.say({ action: 'unsubscribe', imbalances: [`END${answer}`] })
  const list: Record<string, unknown>[] = []
  for (;;) {
    const messages = read(await one.next())
    if (messages[0].T === 'subscription') return list
    list.push(...messages)
  }
}

const error = (code: number, msg: string) => [{ T: 'error', code, msg }]

describe('the handshake of the market-data streams', () => {
  it('refuses in the words of the vendor', async () => {
    const one = await open('/v2/iex')
    expect(await ask(one, { action: 'subscribe', trades: ['SIMFIN'] })).toEqual(error(401, 'not authenticated'))
    one.socket.send('{')
    expect(read(await one.next())).toEqual(error(400, 'invalid syntax'))
    expect(await ask(one, keys)).toEqual([{ T: 'success', msg: 'authenticated' }])
    expect(await ask(one, keys)).toEqual(error(403, 'already authenticated'))
    expect(await ask(one, { action: 'subscribe', news: ['*'] })).toEqual(error(410, 'invalid subscribe action for this feed'))
    expect(await ask(one, { action: 'subscribe', trades: 'SIMFIN' })).toEqual(error(400, 'invalid syntax'))
    const second = await open('/v2/iex')
    expect(await ask(second, keys)).toEqual(error(406, 'connection limit exceeded'))
    expect(await second.closed).toBe(1000)
    const wrong = await open('/v2/iex')
    expect(await ask(wrong, { ...keys, key: 'AK' })).toEqual(error(402, 'auth failed'))
    const sip = await open('/v2/sip')
    expect(await ask(sip, keys)).toEqual(error(409, 'insufficient subscription'))
  })

  it('takes keys from the upgrade, and lets go of a connection that ended', async () => {
    const headers = { 'APCA-API-KEY-ID': 'PKTEST', 'APCA-API-SECRET-KEY': 'secret' }
    const one = await open('/v2/iex', headers)
    expect(read(await one.next())).toEqual([{ T: 'success', msg: 'authenticated' }])
    one.close()
    await one.closed
    await expect.poll(async () => read(await (await open('/v2/iex', headers)).next())[0].msg).toBe('authenticated')
  })

  it('answers each change with the complete state, and keeps to thirty symbols on the free plan', async () => {
    const one = await enter('/v2/iex')
    const all = { updatedBars: [], statuses: [], lulds: [], imbalances: [] }
    expect(await ask(one, { action: 'subscribe', trades: ['SIMFIN'], bars: ['*'] })).toEqual([
      {
        T: 'subscription',
        trades: ['SIMFIN'],
        quotes: [],
        bars: ['*'],
        dailyBars: [],
        ...all,
        corrections: ['SIMFIN'],
        cancelErrors: ['SIMFIN'],
      },
    ])
    const many = Array.from({ length: 30 }, (_, i) => `SYM${i}`)
    expect(await ask(one, { action: 'subscribe', quotes: many })).toEqual(error(405, 'symbol limit exceeded'))
    expect(await ask(one, { action: 'subscribe', trades: ['*'] })).toEqual(error(405, 'symbol limit exceeded'))
    expect(await ask(one, { action: 'unsubscribe', trades: ['SIMFIN'] })).toMatchObject([
      { trades: [], bars: ['*'], corrections: [] },
    ])
  })

  it('scripted: turned away with 402, 404 or 406 at the door, 429 at the upgrade', async () => {
    for (const [code, msg] of [
      [402, 'auth failed'],
      [404, 'auth timeout'],
      [406, 'connection limit exceeded'],
    ] as const) {
      await pocket.fault({ kind: 'refuse-stream', stream: 'data', code })
      const one = await open('/v2/iex')
      expect(await ask(one, keys)).toEqual(error(code, msg))
      await one.closed
    }
    await pocket.fault({ kind: 'refuse-stream', stream: 'data', code: 429 })
    await expect(open('/v2/iex')).rejects.toThrow('429')
    await enter('/v2/iex')
  })
})

describe('what the streams tell', () => {
  it('the prints and quotes of the REST routes, each once and in order, in pieces of any size', async () => {
    await pocket.admin('/admin/rights', { realtimeSip: true })
    const one = await enter('/v2/sip')
    await ask(one, { action: 'subscribe', trades: ['SIMFIN', 'SIMTEC'], quotes: ['SIMFIN'] })
    const heard = [
      ...(await told(one, { ms: 700 })),
      ...(await told(one, { seconds: 50 })),
      ...(await told(one, { seconds: 20 })),
    ]
    expect(heard.map((message) => Date.parse(message.t as string))).toEqual(
      heard.map((message) => Date.parse(message.t as string)).sort((a, b) => a - b),
    )
    for (const [kind, letter, symbol] of [
      ['trades', 't', 'SIMFIN'],
      ['trades', 't', 'SIMTEC'],
      ['quotes', 'q', 'SIMFIN'],
    ] as const) {
      const range = 'start=2026-03-20T14:00:00.000001Z&end=2026-03-20T14:01:10.7Z&limit=10000'
      const rest = (await pocket.get(`/v2/stocks/${symbol}/${kind}?${range}&feed=sip`)).body[kind]
      const mine = heard.filter((message) => message.T === letter && message.S === symbol)
      expect(mine.map(({ T, S, ...row }) => row)).toEqual(rest)
      expect(rest.length).toBeGreaterThan(20)
    }
  })

  it('bars when their minute is over, the day so far, thinned on IEX', async () => {
    const one = await enter('/v2/iex')
    await ask(one, { action: 'subscribe', bars: ['SIMFIN'], dailyBars: ['SIMFIN'], lulds: ['SIMFIN'] })
    expect(await told(one, { ms: 59_999 })).toEqual([])
    const heard = await told(one, { ms: 1 })
    const rest = (await pocket.get('/v2/stocks/SIMFIN/bars?timeframe=1Min&start=2026-03-20T14:00:00Z&feed=iex')).body.bars
    expect(heard.find(({ T }) => T === 'b')).toEqual({ T: 'b', S: 'SIMFIN', ...rest[0] })
    const day = (await pocket.get('/v2/stocks/SIMFIN/bars?timeframe=1Day&start=2026-03-20&feed=iex')).body.bars[0]
    expect(heard.find(({ T }) => T === 'd')).toMatchObject({ t: '2026-03-20T04:00:00Z', o: day.o, h: day.h, l: day.l, c: day.c })
    const band = heard.find(({ T }) => T === 'l') as { u: number; d: number }
    expect(band.u).toBeGreaterThan(rest[0].h)
    expect(band.d).toBeLessThan(rest[0].l)
    expect((await told(one, { minutes: 60 })).filter(({ T }) => T === 'b')).toHaveLength(60)
  })

  it('the same in MessagePack, with stamps of the timestamp extension', async () => {
    const one = await enter('/v2/test', 'PKTEST', { 'Content-Type': 'application/msgpack' })
    await ask(one, { action: 'subscribe', trades: ['FAKEPACA'], bars: ['FAKEPACA'] })
    const heard = await told(one, { seconds: 60 })
    expect(heard.filter(({ T }) => T === 't')).toHaveLength(60)
    expect(heard[0]).toMatchObject({ S: 'FAKEPACA', t: new Date('2026-03-20T14:00:01Z'), c: ['@'] })
    expect(heard.find(({ T }) => T === 'b')).toMatchObject({ n: 60, t: new Date('2026-03-20T14:00:00Z') })
  })

  it('news of the day, with stamps in both codecs', async () => {
    const rest = (await pocket.get('/v1beta1/news?start=2026-03-20T14:00:00Z&limit=50')).body.news
    expect(rest).toEqual([])
    const plain = await enter('/v1beta1/news', 'PKONE')
    const packed = await enter('/v1beta1/news', 'PKTWO', { 'Content-Type': 'application/msgpack' })
    for (const one of [plain, packed]) {
      expect(await ask(one, { action: 'subscribe', bars: ['*'] })).toEqual(error(410, 'invalid subscribe action for this feed'))
      expect(await ask(one, { action: 'subscribe', news: ['*'] })).toEqual([{ T: 'subscription', news: ['*'] }])
    }
    await pocket.admin('/admin/step', { to: '2026-03-20T19:00:00Z' })
    const articles = (await pocket.get('/v1beta1/news?start=2026-03-20T14:00:00Z&limit=50&sort=asc')).body.news
    expect(articles.length).toBeGreaterThan(2)
    const heard: Record<string, unknown>[] = []
    while (heard.length < articles.length) heard.push(...read(await plain.next()))
    const told = articles.map(({ images, ...one }: Record<string, unknown>) => ({ T: 'n', ...one }))
    expect(heard).toEqual(told)
    expect(read(await packed.next())[0]).toMatchObject({ created_at: new Date(told[0].created_at) })
  })

  it('byte for byte the same in every session of a seed', async () => {
    const session = async () => {
      const own = await startTestPocket({ minutes: 30 })
      const one = await listenTo(`${own.url.replace('http', 'ws')}/v2/iex`)
      one.say(keys)
      one.say({ action: 'subscribe', trades: ['SIMFIN', 'SIMTEC'], quotes: ['SIMTEC'], bars: ['SIMALL'] })
      for (let i = 0; i < 3; i++) await one.next()
      await own.admin('/admin/step', { minutes: 3 })
      one.say({ action: 'unsubscribe', lulds: ['END'] })
      const frames: string[] = []
      while (!frames.at(-1)?.includes('"subscription"')) frames.push((await one.next()).data.toString())
      one.close()
      await own.close()
      return frames
    }
    const first = await session()
    expect(first.join().length).toBeGreaterThan(10_000)
    expect(await session()).toEqual(first)
  })

  it('without being stepped while exchange time runs by itself', async () => {
    const own = await startTestPocket({ minutes: 30, speed: 600 })
    const one = await listenTo(`${own.url.replace('http', 'ws')}/v2/iex`)
    one.say(keys)
    one.say({ action: 'subscribe', bars: ['SIMFIN'] })
    for (let i = 0; i < 3; i++) await one.next()
    const closes: number[] = []
    while (closes.length < 3) closes.push(...read(await one.next()).map(({ t }) => Date.parse(t)))
    expect(closes.slice(1).map((at, i) => at - closes[i])).toEqual(closes.slice(1).map(() => 60_000))
    expect(closes[closes.length - 1] + 60_000).toBeLessThanOrEqual(own.now())
    one.close()
    await own.close()
  })

  it('the delayed feed a quarter of an hour later', async () => {
    const one = await enter('/v2/delayed_sip')
    await ask(one, { action: 'subscribe', trades: ['SIMFIN'] })
    const heard = await told(one, { seconds: 5 })
    expect(heard.length).toBeGreaterThan(0)
    expect(heard.every(({ t }) => (t as string).startsWith('2026-03-20T13:45:0'))).toBe(true)
  })
})

describe('scripted trouble of the streams', () => {
  it('mute: the line stays open and answers, but nothing comes until the time is over', async () => {
    const one = await enter('/v2/iex')
    await pocket.fault({ kind: 'mute-stream', at: '10:30', duration: '5m' })
    await ask(one, { action: 'subscribe', bars: ['SIMFIN'] })
    const heard = await told(one, { to: '2026-03-20T15:00:00Z' })
    const closes = heard.map(({ t }) => Date.parse(t as string) + 60_000)
    expect(closes.filter((at) => at >= Date.parse('2026-03-20T14:30:00Z') && at < Date.parse('2026-03-20T14:35:00Z'))).toEqual([])
    expect(closes).toHaveLength(55)
  })

  it('cut: everything before is told, then the line is gone', async () => {
    const one = await enter('/v2/iex')
    await ask(one, { action: 'subscribe', bars: ['SIMFIN'] })
    await pocket.fault({ kind: 'cut-stream', at: '10:10' })
    await pocket.admin('/admin/step', { minutes: 30 })
    expect(await one.closed).toBe(1006)
    expect(one.heard.flatMap(read).map(({ t }) => t)).toHaveLength(10)
  })

  it('halt: a status at both ends, and nothing trades between, on the streams as on the routes', async () => {
    const one = await enter('/v2/iex')
    await pocket.fault({ kind: 'halt', symbol: 'SIMFIN', at: '10:05', duration: '10m' })
    await ask(one, { action: 'subscribe', bars: ['SIMFIN'], statuses: ['*'] })
    const heard = await told(one, { minutes: 30 })
    expect(heard.filter(({ T }) => T === 's')).toMatchObject([
      { S: 'SIMFIN', sc: 'H', t: '2026-03-20T14:05:00Z' },
      { S: 'SIMFIN', sc: 'T', t: '2026-03-20T14:15:00Z' },
    ])
    const minutes = heard.filter(({ T }) => T === 'b').map(({ t }) => (t as string).slice(11, 16))
    expect(minutes).toHaveLength(20)
    expect(minutes).not.toContain('14:05')
    const five = (await pocket.get('/v2/stocks/SIMFIN/bars?timeframe=5Min&start=2026-03-20T14:00:00Z&feed=iex')).body.bars
    expect(five.map(({ t }: { t: string }) => t.slice(11, 16))).toEqual(['14:00', '14:15', '14:20', '14:25'])
  })

  it('a source that fails: an internal error, and a new connection when it is back', async () => {
    const source = createSimulatedSource({ seed: 7, clock: createSystemClock() })
    let broken = true
    const history = (...args: Parameters<typeof source.history>) => {
      if (broken) throw new OpenbellError('unavailable', 'the vendor is away', 'try later')
      return source.history(...args)
    }
    const own = await startTestPocket({ minutes: 30, source: { ...source, history: history as typeof source.history } })
    const one = await listenTo(`${own.url.replace('http', 'ws')}/v2/iex`)
    one.say(keys)
    one.say({ action: 'subscribe', bars: ['SIMFIN'] })
    for (let i = 0; i < 3; i++) await one.next()
    await own.admin('/admin/step', { minutes: 1 })
    expect(read(await one.next())).toEqual(error(500, 'internal error'))
    broken = false
    const again = await listenTo(`${own.url.replace('http', 'ws')}/v2/iex`)
    await one.closed
    again.say(keys)
    again.say({ action: 'subscribe', bars: ['SIMFIN'] })
    for (let i = 0; i < 3; i++) await again.next()
    await own.admin('/admin/step', { minutes: 1 })
    expect(read(await again.next())).toMatchObject([{ T: 'b', t: '2026-03-20T14:01:00Z' }])
    again.close()
    await own.close()
  })

  it('late prints: a bar without them, and half a minute later the whole one', async () => {
    const one = await enter('/v2/iex')
    await pocket.fault({ kind: 'late-prints', symbol: 'SIMFIN', at: '10:02', duration: '2m' })
    await ask(one, { action: 'subscribe', bars: ['SIMFIN'], updatedBars: ['SIMFIN'] })
    const heard = await told(one, { minutes: 6 })
    const rest = (await pocket.get('/v2/stocks/SIMFIN/bars?timeframe=1Min&start=2026-03-20T14:00:00Z&feed=iex')).body.bars
    expect(heard.map(({ T, t }) => `${T} ${(t as string).slice(11, 16)}`)).toEqual([
      'b 14:00',
      'b 14:01',
      'u 14:01',
      'b 14:02',
      'u 14:02',
      'b 14:03',
      'b 14:04',
      'b 14:05',
    ])
    const of = (letter: string) => heard.filter(({ T }) => T === letter).map(({ T, S, ...bar }) => bar)
    expect(of('u')).toEqual(rest.slice(1, 3))
    expect(of('b')[0]).toEqual(rest[0])
    expect(of('b')[1]).not.toEqual(rest[1])
    expect(of('b')[1].t).toEqual(rest[1].t)
  })

  it('a client that does not read: told so and dropped, while another loses nothing', async () => {
    await pocket.admin('/admin/rights', { realtimeSip: true })
    const [good, bad] = [await enter('/v2/sip'), await enter('/v2/sip')]
    for (const one of [good, bad]) await ask(one, { action: 'subscribe', quotes: ['SIMALL', 'SIMFIN', 'SIMTEC'] })
    bad.socket.pause()
    expect((await told(good, { minutes: 40 })).length).toBeGreaterThan(100_000)
    bad.socket.resume()
    await bad.closed
    const last = bad.heard.at(-1)
    if (last && last.data.length < 100) expect(read(last)).toEqual(error(407, 'slow client'))
    expect((await pocket.admin('/admin/state', undefined, 'GET')).status).toBe(200)
  })
})
