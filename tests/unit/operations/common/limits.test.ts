import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createRiskGate } from '../../../../src/engine/risk/gate.ts'
import { DEFAULT_LIMITS } from '../../../../src/engine/risk/limits.ts'
import { config } from '../../../../src/operations/admin/config.ts'
import { limitsOutput, resolveLimits, verdictOutput } from '../../../../src/operations/common/limits.ts'
import { freshHome } from '../../../support/cli.ts'
import { createTestContext, type TestContext } from '../../../support/context.ts'
import { BUY, VIEW } from '../../engine/risk/cases.ts'

let opened: TestContext[] = []
afterEach(() => {
  for (const one of opened) one.close()
  opened = []
})

function contextWith(written: unknown = {}): TestContext {
  const home = freshHome()
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, 'openbell.config.json'), JSON.stringify(written))
  const made = createTestContext({ home })
  opened.push(made)
  return made
}

describe('--risk', () => {
  it('none, and nothing said, are no limits', async () => {
    const { context } = contextWith({ risk: { positionShare: 0.1 } })
    for (const flag of [undefined, 'none']) {
      const { limits, described } = await resolveLimits(context, flag)
      expect(limits).toBeNull()
      expect(limitsOutput.parse(described)).toMatchObject({ set: 'none', values: null })
    }
  })

  it('settings: what is written under risk, on top of the written limits and of the settings that are limits', async () => {
    const { context } = contextWith({ risk: { positionShare: 0.1 }, minimumPrintsPerMinute: 300, quietWindow: '09:30-09:35' })
    const { limits, described } = await resolveLimits(context, 'settings')
    expect(limits).toEqual({ ...DEFAULT_LIMITS, positionShare: 0.1, minimumPrintsPerMinute: 300, quietWindows: ['09:30-09:35'] })
    expect(limitsOutput.parse(described)).toMatchObject({ set: 'settings', file: null, values: limits })
  })

  it('what risk says of prints and windows wins over the settings; no prints asked for is no limit', async () => {
    const { context } = contextWith({ risk: { quietWindows: [] }, minimumPrintsPerMinute: 0 })
    expect((await resolveLimits(context, 'settings')).limits).toMatchObject({ quietWindows: [], minimumPrintsPerMinute: null })
  })

  it('a file stands in place of risk, and its name is said', async () => {
    const { context, home } = contextWith({ risk: { positionShare: 0.1 } })
    const file = join(home, 'tight.json')
    writeFileSync(file, '{ "orderNotional": 500 }')
    const { limits, described } = await resolveLimits(context, file)
    expect(limits).toEqual({ ...DEFAULT_LIMITS, orderNotional: 500 })
    expect(limitsOutput.parse(described)).toMatchObject({ set: 'file', file })
  })

  it('says what is wrong, and where', async () => {
    const { context, home } = contextWith({ risk: { dayLossShare: 2 } })
    await expect(resolveLimits(context, 'settings')).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringMatching(/'risk' in the settings: dayLossShare is 2, allowed/),
    })
    await expect(resolveLimits(context, join(home, 'no.json'))).rejects.toMatchObject({ kind: 'not-found' })
    await expect(resolveLimits(context, 'setings')).rejects.toMatchObject({
      kind: 'not-found',
      hint: expect.stringMatching(/settings/),
    })
    writeFileSync(join(home, 'bad.json'), '{')
    await expect(resolveLimits(context, join(home, 'bad.json'))).rejects.toMatchObject({ kind: 'config' })
  })

  it('a verdict is what answers may hold, unknown facts included', () => {
    const gate = createRiskGate(DEFAULT_LIMITS)
    for (const price of [100, Number.NaN]) {
      const verdict = gate.judge(BUY, { ...VIEW, price })
      expect(verdictOutput.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict)
    }
  })

  it('config shows what is written under risk', async () => {
    const { run } = contextWith({ risk: { positionShare: 0.1 } })
    const { settings } = await run(config, {})
    expect(settings).toContainEqual({ name: 'risk', value: '{"positionShare":0.1}', origin: 'openbell.config.json' })
  })
})
