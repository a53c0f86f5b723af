import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanJson, cleanText } from '../../../../src/adapters/peers/clean.ts'
import { exposedName, isPeerName } from '../../../../src/adapters/peers/names.ts'
import { refusalOf } from '../../../../src/adapters/peers/refusal.ts'
import { hashOf } from '../../../../src/adapters/peers/tool-hash.ts'

const peerName = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}$/).filter(isPeerName)

describe('peer__tool', () => {
  it('normalises what it is told', () => {
    expect(exposedName('my-desk', 'getNews')).toBe('my_desk__get_news')
    expect(exposedName('desk', '__x--y..z__')).toBe('desk__x_y_z')
  })

  it('is a name every client takes, and can be read only one way', () => {
    fc.assert(
      fc.property(peerName, fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_./-]{0,127}$/), (peer, tool) => {
        const name = exposedName(peer, tool)
        expect(name).toMatch(/^[a-z0-9]+(_{1,2}[a-z0-9]+)*_?_?$/)
        expect(name.length).toBeLessThanOrEqual(64)
        expect(name.startsWith(`${peer.replaceAll('-', '_')}__`)).toBe(true)
        expect(name.split('__').length).toBeLessThanOrEqual(2)
      }),
    )
  })

  it('keeps two long names apart', () => {
    const long = 'a'.repeat(100)
    expect(exposedName('desk', `${long}1`)).not.toBe(exposedName('desk', `${long}2`))
  })
})

describe('the hash of a tool', () => {
  it('is the same in any order of keys, and another for any other value', () => {
    expect(hashOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(hashOf({ b: [{ d: 3, c: 2 }], a: 1 }))
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(hashOf(a) === hashOf(b)).toBe(JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
      }),
    )
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return ['array', ...value.map(sorted)]
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return ['object', ...entries.map(([key, one]) => [key, sorted(one)])]
}

describe('what a peer may never do', () => {
  const tool = (name: string, description = 'News of a symbol.', change = {}) => ({
    ...{ name, title: null, description, inputSchema: { type: 'object', properties: { symbol: {} } }, outputSchema: null },
    annotations: { readOnlyHint: true },
    ...change,
  })
  it.each([
    'place_order',
    'placeOrder',
    'PLACE-ORDER',
    'buyStock',
    'close_and_sell',
    'cancel',
    'wire.transfer',
    'withdraw_funds',
    'tool_call',
    'run',
    'plаce', // a Cyrillic а
    '__proto__',
  ])('%s', (name) => expect(refusalOf(tool(name))).not.toBeNull())

  it.each(['Buys the symbol.', 'It is PLACING what you say', 'Executes things', 'for trading', 'Sends an order', 'ｂｕｙ it'])(
    'says: %s',
    (words) => expect(refusalOf(tool('helper', words))).not.toBeNull(),
  )

  it.each(['Rows in order of time.', 'Sell-side ratings', 'Volume of the trading day', 'Displays and replaces nothing'])(
    'may say: %s',
    (words) => expect(refusalOf(tool('helper', words))).toBeNull(),
  )

  it('claims of it refuse, and never excuse', () => {
    expect(refusalOf(tool('news', 'News.', { annotations: {} }))).not.toBeNull()
    expect(refusalOf(tool('news', 'News.', { annotations: { readOnlyHint: true, destructiveHint: true } }))).not.toBeNull()
    expect(refusalOf(tool('place_order', 'Reads only.'))).not.toBeNull()
    for (const name of ['order_type', 'timeInForce', 'qty', 'arguments', 'command']) {
      expect(refusalOf(tool('news', 'News.', { inputSchema: { type: 'object', properties: { [name]: {} } } }))).not.toBeNull()
    }
    expect(refusalOf(tool('news', 'x'.repeat(10_000)))).not.toBeNull()
    expect(refusalOf(tool('news', 'News.', { outputSchema: { description: 'x'.repeat(70_000) } }))).not.toBeNull()
  })
})

describe('what a peer says, made harmless', () => {
  it('steers no terminal and hides no word', () => {
    expect(cleanText('a\u001b[2J\u0007b\u202ec\u200bd\u{E0041}', 50)).toBe('a[2Jbcd')
    expect(cleanText('x'.repeat(100), 10)).toHaveLength(10)
    const value = JSON.parse('{"_meta":1,"__proto__":{"polluted":true},"a":{"_meta":2,"b\\u001b":"c\\u009b"}}')
    expect(cleanJson(value)).toEqual({ a: { b: 'c' } })
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    let deep: unknown = 1
    for (let i = 0; i < 50; i++) deep = [deep]
    expect(JSON.stringify(cleanJson(deep)).length).toBeLessThan(40)
  })
})
