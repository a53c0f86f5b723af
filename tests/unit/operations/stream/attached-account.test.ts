import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkAccount } from '../../../../src/operations/stream/attached-account.ts'
import type { AccountView } from '../../../../src/operations/stream/view.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

const account = (name: string) => ({ name }) as AccountView
const paper = { live: false, risk: 'settings' }

describe('the account of an attached terminal', () => {
  let rig: TradingRig
  beforeAll(async () => {
    rig = await tradingRig()
  })
  afterAll(() => rig.close())

  it('is the one on the screen: the broker says whose account the keys open', async () => {
    const { account_number: number } = (await rig.truth()).account
    const shown = { broker: 'alpaca', mode: 'paper' } as const
    await checkAccount(rig.context, paper, { ...shown, account: account(number) })
    const other = checkAccount(rig.context, paper, { ...shown, account: account('PA0THER') })
    await expect(other).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining(`PA0THER, this terminal's is ${number}`),
    })
    await expect(checkAccount(rig.context, paper, { ...shown, account: null })).rejects.toMatchObject({ kind: 'usage' })
  })

  it('is of the same kind: paper never stands in for live', async () => {
    const shown = { broker: 'alpaca', mode: 'live', account: account('…1234') } as const
    await expect(checkAccount(rig.context, paper, shown)).rejects.toThrow(/is the live one, this terminal's the paper one/)
  })
})
