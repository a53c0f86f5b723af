import { countTokens } from 'gpt-tokenizer'
import { afterEach, describe, expect, it } from 'vitest'
import { DEPTHS, FOCUSES, namesOf, RISK_LEVELS, SESSION_TYPES } from '../../../../src/mcp/prompts/choices.ts'
import { type ExplorationFacts, explorationText } from '../../../../src/mcp/prompts/exploration-guide.ts'
import { type TradingFacts, tradingFacts } from '../../../../src/mcp/prompts/trading-facts.ts'
import { guideText } from '../../../../src/mcp/prompts/trading-guide.ts'
import { mcpCall } from '../../../support/mcp-call.ts'
import { MOST_TOKENS, noise } from '../../../support/mcp-prompts.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const MANY = 40
const many = <T>(one: (i: number) => T) => Array.from({ length: MANY }, (_, i) => one(i))

/** A house in which everything is wrong at once, in words that no tokenizer knows. */
function worst(facts: TradingFacts): TradingFacts {
  const { status, conditions } = facts
  const text = noise(5000)
  const check = (i: number) => ({ name: noise(8, i), message: noise(2000, i), hint: text })
  const recommendations = many((i) => ({ rule: 'confirmed-breakout', text, evidence: [], command: noise(50, i) })).slice(0, 7)
  return {
    ...facts,
    unknown: text,
    past: {
      ...facts.past!,
      ...{ from: '2020-01-02', days: 12_345, totalReturn: -0.123456789, sharpe: -12.3456789, maxDrawdown: 0.987654321 },
      ...{ roundTrips: 12_345, winRate: 0.123456789 },
    },
    status: {
      ...status,
      session: { ...status.session, holiday: text, quietWindow: { from: status.asOf, to: status.asOf, now: true } },
      health: {
        ...status.health,
        ready: false,
        failed: many(check),
        warned: many(check),
        halted: true,
        diverged: text,
        unknownOrders: many((i) => noise(20, i)),
      },
      account: {
        ...status.account!,
        positions: many((i) => ({
          symbol: `SYM${i}`,
          shares: -1234567.123456,
          averagePrice: 12345.678901,
          price: 98765.432109,
          profit: -123456.789,
          profitFraction: -0.123456789,
          stop: i % 2 ? 12345.678901 : null,
          protectedShares: 0,
          alert: 'declining peaks',
        })),
        openOrderCount: 5000,
      },
      risk: {
        ...status.risk!,
        state: 'halted',
        by: text,
        reason: text,
        limits: MANY,
        near: many((i) => ({ rule: `positionNotional${i}`, symbol: 'SYM', value: 12345.6789, limit: 0.123456789, room: -1 })),
      },
    },
    conditions: {
      ...conditions!,
      results: Array.from({ length: 8 }, () => ({
        ...conditions!.results[0],
        symbol: 'BRK.B/USDT',
        stale: true,
        recommendations,
      })),
      failed: many((i) => ({ symbol: `SYM${i}`, kind: 'no-data' as const, message: noise(900, i), hint: text })),
    },
  }
}

describe('the trading guide', () => {
  it.each([null, 'paper', 'live'] as const)('is short in the worst of states, allowed: %s', async (allow) => {
    const made = mcpCall({ allow })
    closers.push(made.close)
    const home = `/${'a/long/home/'.repeat(8)}`
    const settings = {
      ...made.call.context.settings,
      home,
      origins: { ...made.call.context.settings.origins, home: 'flag' as const },
    }
    const call = { ...made.call, context: { ...made.call.context, settings } }
    const facts = await tradingFacts(made.call, 'momentum', 'conservative', ['SIMALL'])
    for (const type of namesOf(SESSION_TYPES)) {
      for (const level of namesOf(RISK_LEVELS)) {
        const text = guideText(call, { ...worst(facts), type, level })
        expect(countTokens(text), `${type} ${level}`).toBeLessThan(MOST_TOKENS)
        for (const words of [
          'NOT READY',
          'HALTED',
          'DISAGREE',
          'UNKNOWN fate',
          'and 76 more',
          'and 37 more',
          'NO STOP',
          'QUIET WINDOW',
        ]) {
          expect(text).toContain(words)
        }
      }
    }
  })
})

describe('the exploration guide', () => {
  it('is short with as many datasets, columns and symbols as there may be', () => {
    const dataset = (i: number): ExplorationFacts['datasets'][number] => ({
      name: noise(60, i + 1),
      kind: 'bars',
      rows: 123456,
      columns: many((c) => `${noise(20, c + 1)}: number`),
      bytes: 1,
      symbols: many((s) => `SYM${s}`),
      timeframe: '1Min',
      source: noise(60, i + 2),
      feed: 'x',
      asOf: '2026-03-20T15:00:00.123Z',
      loadedAt: '2026-03-20T15:00:00.123Z',
      quality: { rating: 'poor', completeness: 0.1, gaps: 5, outliers: 5, violations: 5 },
    })
    const datasets = many(dataset)
    for (const depth of namesOf(DEPTHS)) {
      for (const focus of [null, ...namesOf(FOCUSES)]) {
        const facts = { depth, focus, datasets, dataset: datasets[0], stored: 123456, example: 'BRK.B/USDT' }
        const executions = { executions: 123456, successRate: 0.123456 }
        const text = explorationText({ asOf: '2026-03-20T15:00:00Z', source: 'simulated', executions, ...facts })
        expect(countTokens(text), `${depth} ${focus}`).toBeLessThan(MOST_TOKENS)
        expect(text).toContain('and 35 more')
      }
    }
  })
})
