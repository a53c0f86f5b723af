import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Fault } from '../../../support/faults.ts'
import { failure, NOW, quiet, startYahoo, type YahooRig } from './yahoo.ts'

let rig: YahooRig
const spies = [vi.spyOn(console, 'log'), vi.spyOn(console, 'error'), vi.spyOn(console, 'warn'), vi.spyOn(console, 'info')]
const ambientFetch = vi.spyOn(globalThis, 'fetch')
beforeEach(async () => {
  for (const spy of [...spies, ambientFetch]) spy.mockClear()
  rig = await startYahoo({ timeoutMs: 300 })
})
afterEach(async () => {
  await rig.close()
  // Whatever went wrong, the library printed nothing and nothing went past our client.
  for (const spy of [...spies, ambientFetch]) expect(spy).not.toHaveBeenCalled()
})

const times = (count: number, fault: Fault) => Array.from({ length: count }, () => fault)
const status = (code: number, body = ''): Fault => ({ kind: 'status', status: code, body })
const asked = (path: string) => rig.server.requests.filter((one) => one.startsWith(path)).length

describe('a chart that fails for a while is tried again', () => {
  test.each<[string, Fault]>([
    ['429', status(429)],
    ['500 with an HTML page', status(500, '<html>Will be right back</html>')],
    ['a hanging server', { kind: 'hang' }],
    ['a slow body', { kind: 'stall' }],
    ['a cut body', { kind: 'cut' }],
    ['a broken connection', { kind: 'reset' }],
  ])('%s', async (_name, fault) => {
    rig.server.faults.add('/chart/', fault)
    expect((await rig.bars({})).length).toBeGreaterThan(10)
    expect(rig.source.metrics()).toMatchObject({ retries: 1, errors: 0 })
  })
})

describe('a chart that cannot be had is unavailable', () => {
  test.each<[string, Fault[]]>([
    ['500 four times', times(4, status(500))],
    ['429 four times', times(4, status(429))],
    ['cut four times', times(4, { kind: 'cut' })],
    ['malformed JSON', [{ kind: 'body', body: '{"chart":{"result":[{' }]],
    ['an HTML page with status 200', [{ kind: 'body', body: '<html>crumb=abc</html>' }]],
    ['an empty object', [{ kind: 'body', body: '{}' }]],
    ['a null result', [{ kind: 'body', body: '{"chart":{"result":null,"error":null}}' }]],
    ['a redirect', [{ kind: 'status', status: 302, headers: { location: 'https://elsewhere.example/' } }]],
    ['403', [status(403)]],
  ])('%s', async (_name, faults) => {
    rig.server.faults.add('/chart/', ...faults)
    const error = await failure(rig.bars({}))
    expect(error).toMatchObject({ kind: 'unavailable' })
    expect(error.hint).not.toBeNull()
    expect(JSON.stringify(error)).not.toContain('crumb')
    expect(rig.server.faults.left()).toBe(0)
    expect((await rig.bars({})).length).toBeGreaterThan(10)
  })
})

describe('Yahoo may add and drop fields', () => {
  test('unknown ones are ignored, missing ones do not fail', async () => {
    rig.server.faults.add('/chart/', {
      kind: 'change',
      change(answer) {
        const [result] = answer.chart.result
        answer.chart.novelty = { deep: [1] }
        Object.assign(result, { surprise: 'yes', events: { earnings: { 1: {} }, dividends: { 2: { amount: 'much' } } } })
        result.meta = { brandNew: true }
        result.indicators.quote[0].vwap = result.indicators.quote[0].open
        delete result.indicators.adjclose
      },
    })
    const bars = await rig.bars({})
    expect(bars.length).toBeGreaterThan(10)
  })

  test('a row without volume, or with a high below its low, is set aside and counted; nothing is filled', async () => {
    const whole = await rig.bars({})
    rig.clock.advance(120_000)
    rig.server.faults.add('/chart/', {
      kind: 'change',
      change(answer) {
        const [result] = answer.chart.result
        const { quote } = result.indicators
        const { length } = result.timestamp
        quote[0].volume[length - 5] = null
        quote[0].high[length - 6] = 1
        quote[0].open[length - 7] = null
      },
    })
    const bars = await rig.bars({})
    expect(bars.length).toBe(whole.length - 3)
    const [line] = rig.log.lines.filter((one) => one.event === 'yahoo.set-aside' && one.level === 'warn')
    expect(line.fields).toMatchObject({ symbol: 'ACME', timeframe: '1d', incomplete: 2, invalid: 1 })
  })

  test('columns that are not there at all leave nothing: no-data, not an empty success', async () => {
    rig.server.faults.add('/chart/', {
      kind: 'change',
      change(answer) {
        delete answer.chart.result[0].indicators.quote[0].volume
      },
    })
    expect(await failure(rig.bars({}))).toMatchObject({ kind: 'no-data' })
  })
})

describe('the session with Yahoo', () => {
  const snapshot = () => rig.source.snapshot('ACME', NOW, quiet)

  test('is made once and kept', async () => {
    await snapshot()
    rig.clock.advance(10_000)
    await rig.source.snapshot('BRK.B', rig.clock.now(), quiet)
    expect([asked('/quote/'), asked('/v1/test/getcrumb'), asked('/v7/')]).toEqual([1, 1, 2])
  })

  test('is made anew, once, when Yahoo no longer accepts it', async () => {
    await snapshot()
    rig.server.expireSession()
    rig.clock.advance(10_000)
    expect((await rig.source.snapshot('BRK.B', rig.clock.now(), quiet)).price).toBeGreaterThan(0)
    expect([asked('/quote/'), asked('/v1/test/getcrumb'), asked('/v7/')]).toEqual([2, 2, 3])
    rig.server.faults.add('/v7/', status(401), status(401))
    rig.clock.advance(10_000)
    expect(await failure(rig.source.snapshot('NEW', rig.clock.now(), quiet))).toMatchObject({ kind: 'unavailable' })
  })

  test.each(['Too Many Requests', 'a-crumb-that-is-much-too-long-to-be-one', '', '<html>'.padEnd(30)])(
    "never keeps '%s' as a crumb",
    async (crumb) => {
      rig.server.faults.add('/getcrumb', { kind: 'body', body: crumb })
      expect(await failure(snapshot())).toMatchObject({ kind: 'unavailable', message: 'yahoo sent an unusable crumb' })
      expect((await snapshot()).price).toBeGreaterThan(0)
      expect(rig.server.requests.some((path) => path.includes('Too'))).toBe(false)
    },
  )

  test('that is refused with 429 is asked for again later, and then is unavailable', async () => {
    rig.server.faults.add('/getcrumb', ...times(4, status(429)))
    expect(await failure(snapshot())).toMatchObject({ kind: 'unavailable' })
    expect(asked('/v1/test/getcrumb')).toBe(4)
    expect((await snapshot()).price).toBeGreaterThan(0)
  })

  test('needs a cookie', async () => {
    rig.server.faults.add('/quote/', status(200, '<html>no cookie</html>'))
    expect(await failure(snapshot())).toMatchObject({ kind: 'unavailable' })
  })

  test('does not follow a redirect to another host', async () => {
    rig.server.faults.add('/quote/', { kind: 'status', status: 302, headers: { location: 'https://guce.yahoo.com/consent?x=1' } })
    expect(await failure(snapshot())).toMatchObject({
      kind: 'unavailable',
      message: 'yahoo sent us to guce.yahoo.com, which is refused',
    })
  })

  test('takes no cookies from data: one for another host would end the process, unhandled', async () => {
    const headers = { 'set-cookie': 'x=1; Domain=elsewhere.example' }
    rig.server.faults.add('/chart/', { kind: 'status', status: 200, headers, body: '{"chart":{"result":[{}]}}' })
    await failure(rig.bars({}))
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect((await rig.bars({})).length).toBeGreaterThan(10)
  })

  test('is no secret that reaches the log', async () => {
    await snapshot()
    rig.server.faults.add('/v7/', ...times(4, status(500)))
    rig.clock.advance(10_000)
    await failure(rig.source.snapshot('BRK.B', rig.clock.now(), quiet))
    expect(rig.log.text()).not.toMatch(/1abc|cookie-1/)
  })
})

test('a dead Yahoo opens the breaker', async () => {
  rig.server.faults.add('/chart/', ...times(5, status(503)))
  await failure(rig.bars({}))
  await failure(rig.bars({}))
  expect(rig.source.metrics()?.breaker).toBe('open')
  const before = rig.server.requests.length
  expect((await failure(rig.bars({}))).message).toContain('is not asked for now')
  expect(rig.server.requests.length).toBe(before)
})
