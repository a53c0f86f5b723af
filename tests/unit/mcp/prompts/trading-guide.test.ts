import { countTokens } from 'gpt-tokenizer'
import { afterEach, describe, expect, it } from 'vitest'
import { OpenbellError } from '../../../../src/core/errors.ts'
import { tradingFacts } from '../../../../src/mcp/prompts/trading-facts.ts'
import { dayTradingGuide, guideText } from '../../../../src/mcp/prompts/trading-guide.ts'
import { answerOf } from '../../../../src/mcp/tools/run.ts'
import { resolveUniverse } from '../../../../src/operations/common/universe.ts'
import { FRIDAY, type McpCallOptions, mcpCall } from '../../../support/mcp-call.ts'
import { completer, MOST_TOKENS } from '../../../support/mcp-prompts.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function made(options: McpCallOptions = {}) {
  const one = mcpCall(options)
  closers.push(one.close)
  return one
}

const guide = (options: McpCallOptions = {}, values: Record<string, string> = {}) =>
  dayTradingGuide.write(made(options).call, { session_type: 'momentum', ...values })

describe('the guide to a day trading session', () => {
  it('says the figures of status and conditions, and no others', async () => {
    const { call } = made()
    const text = await dayTradingGuide.write(call, { session_type: 'momentum', target_symbols: 'simall, SIMTEC' })
    const { asOf, session } = await answerOf(call, 'status', {})
    const { results } = (await answerOf(call, 'conditions', { symbols: ['SIMALL', 'SIMTEC'] })) as {
      results: {
        symbol: string
        price: number
        liquidity: { printsPerMinute: number; meetsMinimum: boolean }
        regime: { trend: string }
      }[]
    }
    expect(text).toContain(`As of ${asOf}`)
    expect(text).toContain('SIMULATED market data')
    expect(text).toContain(`date ${(session as { date: string }).date}`)
    for (const { symbol, price, liquidity, regime } of results) {
      const enough = liquidity.meetsMinimum ? 'enough' : 'TOO FEW to trade'
      const line = text.split('\n').find((one) => one.startsWith(`- ${symbol} `))
      expect(line).toContain(`${symbol} ${price.toFixed(2)}: trend ${regime.trend}`)
      expect(line).toContain(`${Number(liquidity.printsPerMinute.toFixed(0))} prints a minute (${enough})`)
    }
    expect(text).toMatch(/Equity \$100,000\.00, day \$0\.00; 0 positions, 0 open orders/)
    expect(text).toMatch(/0 round trips, \$0\.00 after fees, 0 intents denied/)
  })

  it('says what the account has come to, or that its history is too short for it', async () => {
    const { call } = made()
    const facts = await tradingFacts(call, 'momentum', 'conservative', ['SIMALL'])
    expect(guideText(call, facts)).toContain('- Before: no round trip has ended; too few marked days (0) for a return.')
    const figures = { from: '2026-01-05', days: 30, totalReturn: 0.0234, sharpe: 1.256, maxDrawdown: 0.031 }
    const past = { ...facts.past!, ...figures, roundTrips: 12, winRate: 7 / 12 }
    expect(guideText(call, { ...facts, past })).toContain(
      '- Since 2026-01-05: +2.3%, drawdown 3.1%, Sharpe 1.26; 12 round trips, 58% won.',
    )
    expect(guideText(call, { ...facts, past: { ...past, sharpe: null } })).toContain('too short for a Sharpe ratio')
    const away = await tradingFacts(made({ world: { broker: brokenBroker() } }).call, 'momentum', 'conservative', ['SIMALL'])
    expect(away.past).toBeNull()
    const grants = { write: true, trade: null, without: ['trade.performance'] }
    const off = { ...call, context: { ...call.context, grants } }
    expect(await dayTradingGuide.write(off, { session_type: 'momentum' })).toMatch(/Equity \$100,000\.00(?![\s\S]*- Before:)/)
  })

  it('tells the two kinds of session apart, and the three levels of risk', async () => {
    expect(await guide()).toMatch(/up more than 3% on more than three times their usual volume/)
    expect(await guide({}, { session_type: 'Scalping' })).toMatch(/1,000 prints a minute.*1 to 15 minutes.*5 to 20 cents/)
    // A day may lose 2% of equity or $1,000, whichever is less: 1% of the account.
    expect(await guide({}, { risk_level: 'conservative' })).toMatch(/fraction 0\.001: .*0\.1% of equity \(\$100\.00\)/)
    expect(await guide({}, { risk_level: 'moderate' })).toMatch(/fraction 0\.002: .*\(\$200\.00\)/)
    const tighter = made()
    const settings = { ...tighter.call.context.settings, programRisk: { dayLossShare: 0.005 } }
    const call = { ...tighter.call, context: { ...tighter.call.context, settings } }
    expect(await dayTradingGuide.write(call, { risk_level: 'moderate' })).toMatch(/\(\$100\.00\)/)
    expect(await guide({}, { risk_level: 'aggressive' })).toMatch(/fraction 0\.004: .*\(\$400\.00\)/)
  })

  it('tells the phases of the day by its calendar, and the burst by the settings', async () => {
    const text = await guide()
    expect(text).toMatch(/08:00 burst: .*NO new orders 08:00-08:15\./)
    expect(text).toMatch(/09:30 to 10:00 opening/)
    expect(text).toMatch(/15:30 to 16:00 wrap/)
    const half = await guide({ now: Date.UTC(2026, 10, 27, 15) })
    expect(half).toMatch(/12:30 to 13:00 wrap \(HALF DAY\)/)
    const burst = await guide({ now: Date.UTC(2026, 2, 20, 12, 5) })
    expect(burst).toMatch(/QUIET WINDOW until 08:15: no new orders/)
  })

  it('says what may be done as the server was started, and how to stop', async () => {
    const off = await guide()
    expect(off).toMatch(/cannot place, change or cancel any order \(started without --allow\)/)
    expect(off).toMatch(/1\. Stop: this server has no tool for it: tell the person at once/)
    expect(off).not.toMatch(/order_place/)
    expect(await guide({ readOnly: true })).toMatch(/started read-only/)
    const paper = await guide({ allow: 'paper' })
    expect(paper).toMatch(/`order_preview`, then `order_place`/)
    expect(paper).toMatch(/1\. Stop: `trade_halt`.*then `trade_cancel`.*then `trade_flatten`/)
    const live = await guide({ allow: 'live' })
    expect(live).toMatch(/LIVE account, real money.*a person approves each outside/)
    expect(live).toMatch(/all else the person does/)
    for (const text of [off, paper, live]) {
      expect(text).toMatch(/openbell trade halt --reason TEXT/)
      expect(text).toMatch(/openbell trade resume --by NAME --reason TEXT/)
    }
  })

  it('says what is wrong: an account that cannot be opened, a halt by file', async () => {
    const world = { broker: brokenBroker() }
    const text = await guide({ world })
    expect(text).toMatch(/NOT READY, trade nothing until these are mended/)
    expect(text).toMatch(/FAILED account: the vendor is away/)
    const halted = made()
    const call = { ...halted.call, context: { ...halted.call.context, halted: () => true } }
    expect(await dayTradingGuide.write(call, { session_type: 'momentum' })).toMatch(/HALTED/)
  })

  it('refuses what it does not know and names what there is', async () => {
    await expect(guide({}, { session_type: 'swing' })).rejects.toMatchObject({ kind: 'usage', message: /momentum, scalping/ })
    await expect(guide({}, { risk_level: 'yolo' })).rejects.toMatchObject({ message: /conservative, moderate, aggressive/ })
    await expect(guide({}, { target_symbols: 'SIMALL NOPE' })).rejects.toMatchObject({ kind: 'usage', message: /NOPE/ })
    await expect(guide({}, { target_symbols: 'NOPE' })).rejects.toMatchObject({ kind: 'usage', message: /NOPE/ })
    const many = Array.from({ length: 9 }, (_, i) => `S${i}`).join(',')
    await expect(guide({}, { target_symbols: many })).rejects.toMatchObject({ message: /9 symbols, at most 6/ })
    await expect(guide({}, { session_type: 'x'.repeat(100_000) })).rejects.toSatisfy((error: Error) => error.message.length < 200)
  })

  it('completes its arguments', async () => {
    const complete = completer(dayTradingGuide, made().call)
    expect(await complete('session_type', 's')).toEqual(['scalping'])
    expect(await complete('risk_level', '')).toEqual(['conservative', 'moderate', 'aggressive'])
    expect(await complete('target_symbols', 'sima')).toContain('SIMALL')
    expect(await complete('target_symbols', 'SIMALL,SIMTE')).toContain('SIMALL,SIMTEC')
    expect(await complete('target_symbols', 'SIMALL,SIM')).not.toContain('SIMALL,SIMALL')
  })

  it('stays under the limit of tokens with as many symbols as it takes', async () => {
    const { call } = made({ allow: 'paper', now: FRIDAY })
    const { symbols } = await resolveUniverse(call.context, await call.context.source(), null)
    const text = await dayTradingGuide.write(call, { session_type: 'scalping', target_symbols: symbols.slice(0, 6).join(',') })
    for (const symbol of symbols.slice(0, 6)) expect(text).toContain(`- ${symbol} `)
    expect(countTokens(text)).toBeLessThan(MOST_TOKENS)
  })
})

function brokenBroker() {
  const { broker } = made()
  return new Proxy(broker, {
    get: (target, name) =>
      name === 'account'
        ? async () => {
            throw new OpenbellError('unavailable', 'the vendor is away')
          }
        : Reflect.get(target, name, target),
  })
}
