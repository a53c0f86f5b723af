import { describe, expect, it } from 'vitest'
import { argumentsFor, kindOf } from '../../../../src/operations/federate/recognise.ts'

const tool = (
  name: string,
  description = '',
  properties: Record<string, unknown> = { symbol: { type: 'string' } },
  required?: string[],
) => ({
  ...{ name, title: null, description },
  inputSchema: { type: 'object', properties, ...(required && { required }) },
})

describe('what a tool is asked for', () => {
  it.each([
    ['company_news', '', 'news'],
    ['getNewsSentiment', '', 'sentiment'],
    ['earnings', '', 'fundamental'],
    ['lookup', 'Valuation of a company against its peers.', 'fundamental'],
    ['analyze', 'Analyse symbols: trend, regime.', 'technical'],
    ['weather', 'Weather of a city.', null],
    ['federate', 'Ask peers for news of a symbol.', null],
  ])('%s: %s', (name, description, kind) => expect(kindOf(tool(name, description))).toBe(kind))

  it('one that wants to be told more than a symbol is not asked', () => {
    expect(kindOf(tool('news', '', { city: { type: 'string' } }))).toBeNull()
    expect(kindOf(tool('news', '', { symbol: {}, account: {} }, ['symbol', 'account']))).toBeNull()
    expect(kindOf(tool('news', '', { symbol: {}, limit: {} }, ['symbol']))).toBe('news')
  })

  it('only the symbol goes out, and the as-of where it was asked for', () => {
    expect(argumentsFor(tool('news'), 'AAPL', null)).toEqual({ symbol: 'AAPL' })
    const many = tool('analyze', '', { symbols: { type: 'array' }, asOf: { type: 'string' } })
    expect(argumentsFor(many, 'AAPL', null)).toEqual({ symbols: ['AAPL'] })
    expect(argumentsFor(many, 'AAPL', '2026-03-20T00:00:00Z')).toEqual({ symbols: ['AAPL'], asOf: '2026-03-20T00:00:00Z' })
  })
})
