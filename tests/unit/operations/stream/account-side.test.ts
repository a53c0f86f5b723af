import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Context } from '../../../../src/operations/context.ts'
import { AccountSide } from '../../../../src/operations/stream/account-side.ts'
import { openDesk } from '../../../../src/operations/trade/desk/desk.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

describe('the account beside the data', () => {
  let rig: TradingRig
  const stops: AbortController[] = []

  beforeEach(async () => {
    rig = await tradingRig()
  })
  afterEach(async () => {
    for (const stop of stops) stop.abort()
    await rig.close()
  })

  /** An account as one of several processes has it. */
  async function side(pid: number) {
    const stop = new AbortController()
    stops.push(stop)
    const context: Context = { ...rig.context, pid, signal: stop.signal }
    const desk = await openDesk(context, { holder: `stream ${pid}` })
    const told: string[] = []
    const account = new AccountSide({ context, desk, onlyLooks: false }, () => null)
    return { account, told, stop, listen: () => account.listen((text) => told.push(text)) }
  }

  it('hears order updates itself once the process that did has ended', async () => {
    const [first, second] = [await side(1), await side(2)]
    await first.listen()
    await second.listen()
    expect(first.told).toEqual([])
    expect(second.told).toEqual([expect.stringContaining('is held by process 1 (stream 1)')])
    expect(second.account.view().updatesUp).toBe(true)
    await first.account.stop()
    first.stop.abort()
    expect(second.account.view().updatesUp).toBeNull()
    for (let i = 0; i < 200 && second.account.view().updatesUp !== true; i++) {
      await second.account.look(false)
      await new Promise((done) => setTimeout(done, 20))
    }
    expect(second.account.view().updatesUp).toBe(true)
    expect(second.told.at(-1)).toBe('order updates are heard here from now on')
    await second.account.stop()
  })
})
