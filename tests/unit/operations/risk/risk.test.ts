import { Chalk } from 'chalk'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/risk.ts'
import { view as checkView } from '../../../../src/cli/views/risk-check.ts'
import { view as logView } from '../../../../src/cli/views/risk-log.ts'
import { riskCheck } from '../../../../src/operations/risk/check.ts'
import { riskLog } from '../../../../src/operations/risk/log.ts'
import { risk } from '../../../../src/operations/risk/risk.ts'
import { tradeBuy } from '../../../../src/operations/trade/buy.ts'
import { tradeHalt } from '../../../../src/operations/trade/halt.ts'
import { tradeSell } from '../../../../src/operations/trade/sell.ts'
import { type TradingRig, tradingRig } from '../../../support/trading.ts'

const screen = { width: 120, terminal: true, paint: new Chalk({ level: 0 }) }
let rig: TradingRig
beforeEach(async () => {
  rig = await tradingRig()
})
afterEach(() => rig.close())

const buy = (symbol: string, quantity: number) => rig.run(tradeBuy, { symbol, quantity, market: true, execute: true })
const near = (value: number, of: number) => expect(Math.abs(value / of - 1)).toBeLessThan(0.02)

describe('risk', () => {
  it('of a flat account is nothing, and every limit has its room', async () => {
    const answer = await rig.run(risk)
    expect(answer).toMatchObject({
      mode: 'paper',
      broker: 'alpaca',
      host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      feed: null,
      state: 'active',
      diverged: null,
      equity: 100_000,
    })
    expect(answer.exposure).toEqual({ gross: 0, net: 0, long: 0, short: 0, pending: 0 })
    expect(answer).toMatchObject({ concentration: { positions: [], herfindahl: null }, correlation: null, warnings: [] })
    expect(answer.var).toMatchObject({ level: 0.95, historical: 0, parametric: 0, monteCarlo: 0 })
    const rooms = new Map(answer.limits.map((one: { rule: string; room: number }) => [one.rule, one.room]))
    expect(rooms.get('grossExposure')).toBe(1)
    expect(rooms.get('dayLossNotional')).toBe(1000)
    const text = view(answer, screen)
    expect(text).toMatch(/^PAPER · at a local exchange \(127.0.0.1:\d+\) · equity \$100,000.00/)
    expect(text).toMatch(/nothing is at risk/)
  })

  it('of two positions: exposure, concentration, correlation and three values at risk', async () => {
    await buy('SIMALL', 5)
    await buy('SIMTEC', 5)
    await rig.run(tradeBuy, { symbol: 'SIMFIN', quantity: 2, limit: 1, execute: true })
    await rig.pass(45)
    const answer = await rig.run(risk)
    const [first, second] = answer.concentration.positions
    const gross = first.value + second.value
    near(answer.exposure.gross, gross / answer.equity)
    expect(answer.exposure).toMatchObject({ short: 0, net: answer.exposure.gross, pending: 2 / answer.equity })
    expect(first.value).toBeGreaterThanOrEqual(second.value)
    near(answer.concentration.herfindahl, (first.value / gross) ** 2 + (second.value / gross) ** 2)
    near(answer.concentration.effective, 1 / answer.concentration.herfindahl)
    expect(answer.correlation.symbols).toEqual(['SIMALL', 'SIMTEC'])
    expect(answer.correlation.matrix[0][0]).toBe(1)
    expect(answer.var.days).toBeGreaterThanOrEqual(60)
    for (const way of ['historical', 'parametric', 'monteCarlo']) {
      expect(answer.var[way], way).toBeGreaterThan(0)
      expect(answer.var[way], way).toBeLessThan(answer.exposure.gross * 0.2)
      expect(answer.cvar[way], way).toBeGreaterThanOrEqual(answer.var[way])
    }
    expect(answer.limits.find((one: { rule: string }) => one.rule === 'positionShare')).toMatchObject({ symbol: first.symbol })
    const text = view(answer, screen)
    expect(text).toMatch(/Simulated +\d+\.\d\d%/)
    expect(text).toMatch(/positionShare \(\w+\)/)
  })
})

describe('risk check', () => {
  it('judges rule by rule, sends nothing, and a denial is an answer', async () => {
    const fine = await rig.run(riskCheck, { symbol: 'SIMALL', side: 'buy', quantity: 5 })
    expect(fine).toMatchObject({
      mode: 'paper',
      verdict: { outcome: 'allow', shares: 5 },
      order: { symbol: 'SIMALL', shares: 5 },
    })
    const rules = fine.verdict.rules.map((one: { rule: string }) => one.rule)
    expect(rules).toEqual(
      expect.arrayContaining(['mode', 'state', 'updates', 'diverged', 'buyingPower', 'intradayMargin', 'wash']),
    )
    const big = await rig.run(riskCheck, { symbol: 'SIMALL', side: 'buy', quantity: 100_000 })
    expect(big.verdict.outcome).toBe('shrink')
    const far = await rig.run(riskCheck, { symbol: 'SIMALL', side: 'buy', quantity: 5, limit: 100_000 })
    expect(far.verdict).toMatchObject({ outcome: 'deny', shares: 0 })
    expect(checkView(far, screen)).toMatch(/Risk: deny/)
    expect((await rig.truth()).orders).toEqual([])
    expect((await rig.run(riskLog)).entries).toEqual([])
  })

  it('of a sale more than is held says what to type', async () => {
    await expect(rig.run(riskCheck, { symbol: 'SIMALL', side: 'sell', quantity: 5 })).rejects.toThrow(/nothing is held/)
    const short = await rig.run(riskCheck, { symbol: 'SIMALL', side: 'sell', quantity: 5, short: true })
    expect(short.verdict.outcome).toBe('allow')
  })
})

describe('risk log', () => {
  it('tells what was denied, shrunk and halted, newest first, with the rules', async () => {
    await rig.run(tradeBuy, { symbol: 'SIMALL', quantity: 5, limit: 100_000, execute: true })
    await rig.run(tradeBuy, { symbol: 'SIMALL', quantity: 100_000, market: true, execute: true })
    await rig.pass(45)
    await rig.run(tradeHalt, { reason: 'lunch' })
    await rig.run(tradeSell, { symbol: 'SIMTEC', quantity: 5, market: true, short: true, execute: true })
    const { entries, byRule } = await rig.run(riskLog)
    expect(entries.map((one: { kind: string }) => one.kind)).toEqual(['denied', 'state', 'shrunk', 'denied'])
    expect(entries[0]).toMatchObject({ symbol: 'SIMTEC', side: 'sell', shares: 5, origin: 'person' })
    expect(entries[0].rules.map((one: { rule: string }) => one.rule)).toContain('state')
    expect(entries[2].message).toMatch(/^to \d+: /)
    expect(entries[3].rules.map((one: { rule: string }) => one.rule)).toContain('collar')
    expect(byRule.map((one: { rule: string }) => one.rule)).toEqual(expect.arrayContaining(['collar', 'state', 'positionShare']))
    const collar = await rig.run(riskLog, { rule: 'collar' })
    expect(collar.entries).toEqual([entries[3]])
    expect((await rig.run(riskLog, { limit: 1 })).entries).toEqual([entries[0]])
    const text = logView({ mode: 'paper', broker: 'alpaca', host: null, entries, byRule }, screen)
    expect(text).toMatch(/denied +sell 5 SIMTEC/)
    expect(text).toMatch(/by rule: .*collar 1/)
  })
})
