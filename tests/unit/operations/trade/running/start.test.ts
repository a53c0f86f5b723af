import { afterEach, describe, expect, it } from 'vitest'
import { paceOf } from '../../../../../src/operations/trade/running/start.ts'
import { windowOf } from '../../../../../src/operations/trade/running/window.ts'
import { createTestContext, type TestContext } from '../../../../support/context.ts'

let made: TestContext | null = null
afterEach(() => made?.close())

const at = (text: string) => Date.parse(text)

describe('where a session of the past begins', () => {
  it.each([
    ['a minute before the open', 'SPY', '2026-03-20', '2026-03-20T13:29:00Z', '2026-03-20T20:00:00Z'],
    ['on a day of daylight saving', 'SPY', '2026-11-02', '2026-11-02T14:29:00Z', '2026-11-02T21:00:00Z'],
    ['at the open where trading never pauses', 'BTC/USD', '2021-02-22', '2021-02-22T00:00:00Z', '2021-02-23T00:00:00Z'],
    ['at the open after the break of a futures day', 'ES', '2013-10-08', '2013-10-07T22:00:00Z', '2013-10-08T21:15:00Z'],
  ])('%s', async (_, symbol, date, start, end) => {
    made = createTestContext({ now: at(end) })
    const pace = await paceOf(made.context, { date, speed: 0, symbols: [symbol] })
    expect(pace.now()).toBe(at(start))
    const window = windowOf({
      symbols: [symbol],
      now: pace.now(),
      hold: false,
      flattenMinutes: null,
      otherDay: '',
      until: undefined,
    })
    expect(window).toMatchObject({ date, end: at(end) })
  })

  it('in the past: a day that has not begun is refused', async () => {
    made = createTestContext({ now: at('2026-03-20T13:00:00Z') })
    const wish = { date: '2026-03-20', speed: 60, symbols: ['SPY'] }
    await expect(paceOf(made.context, wish)).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('2026-03-20 has not begun yet'),
    })
  })
})
