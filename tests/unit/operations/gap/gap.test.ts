import { afterEach, describe, expect, it } from 'vitest'
import { gap } from '../../../../src/operations/gap/gap.ts'
import { type TestSession, testSession } from '../trade/running/session.ts'

let session: TestSession
afterEach(() => session?.close())

const BUY = `if (minute === 5) buy({ shares: 100, stop: bar.close * 0.97, target: bar.close * 1.03, reason: 'test entry' })`

describe('gap', () => {
  it('works', async () => {
    session = testSession()
    const { fault } = await session.run(`${BUY}
     if (minute === 20) short({ shares: 50, reason: 'turn' })`)
    expect(fault).toBeNull()
    const broker = await session.broker('2026-03-20T15:00:00Z')
    const context = { ...session.test.context, broker: async () => broker }
    const given = gap.input.parse({ date: '2026-03-20' })
    const answer = gap.output.parse(await gap.run(context, given))
    console.log(JSON.stringify(answer, null, 1))
  })
})
