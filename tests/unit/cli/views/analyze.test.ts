import { Chalk } from 'chalk'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { createMemoryStore } from '../../../../src/adapters/memory/store.ts'
import { view as analyzeView } from '../../../../src/cli/views/analyze.ts'
import { view as indicatorsView } from '../../../../src/cli/views/indicators.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'
import { analyze } from '../../../../src/operations/analyze/analyze.ts'
import { indicators } from '../../../../src/operations/indicators/indicators.ts'
import { createTestContext } from '../../../support/context.ts'
import { drawn, walk } from '../../analysis/patterns/drawn.ts'
import { scriptedSource } from '../../operations/peak-trough/peak-trough-source.ts'

const plain = (width = 100): Terminal => ({ width, paint: new Chalk({ level: 0 }), terminal: false })
const series = [
  { ...walk(600, 4), symbol: 'OBX' },
  { ...walk(600, 5), symbol: 'OTH' },
  { ...drawn(92, [15, 80], [20, 100], [12, 90], [12, 100.4], [25, 75]), symbol: 'TOP' },
  { ...walk(3, 5), symbol: 'NEW' },
]

function contextOf() {
  return createTestContext({
    store: createMemoryStore(),
    sources: { scripted: scriptedSource(series) },
    flags: { source: 'scripted' },
  })
}

const widest = (text: string) => Math.max(...text.split('\n').map((line) => stringWidth(line)))

describe('the view of analyze', () => {
  it('has the short answer first, then every section, within the width', async () => {
    const output = await contextOf().run(analyze, { symbols: ['OBX', 'OTH'], correlate: true })
    const text = analyzeView(output, plain(90))
    const titles = 'Momentum,Regime,Support and resistance,Volume profile,Breakout,Algorithmic activity,Patterns'.split(',')
    const places = [text.indexOf('OBX'), ...titles.map((title) => text.indexOf(`\n${title}\n`))]
    expect(places).toEqual([...places].sort((a, b) => a - b))
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0)
    expect(text).toContain('Correlation of 249 returns')
    expect(widest(text)).toBeLessThanOrEqual(110)
    expect(text).not.toMatch(/NaN|undefined|null|\[object/)
  })

  it('names a pattern with the side it speaks for and when it was known', async () => {
    const output = await contextOf().run(analyze, { symbols: ['TOP'] })
    expect(analyzeView(output, plain(120))).toMatch(/double top\s+▼ bearish/)
  })

  it('says what is not there', async () => {
    const output = await contextOf().run(analyze, { symbols: ['NEW'] })
    const text = analyzeView(output, { ...plain(), terminal: true })
    expect(text).toContain('too few bars')
    expect(text).not.toMatch(/NaN|undefined|null/)
  })

  it('draws the volume profile on a terminal', async () => {
    const output = await contextOf().run(analyze, { symbols: ['OBX'] })
    const text = analyzeView(output, { ...plain(), terminal: true })
    expect(text.match(/[█░]+/g)?.length).toBeGreaterThan(5)
    expect(text).toContain('last close')
  })
})

describe('the view of indicators', () => {
  it('shows the last rows, first columns before second ones, within the width', async () => {
    const output = await contextOf().run(indicators, { symbol: 'OBX' })
    const text = indicatorsView(output, plain(100))
    expect(text).toContain('100 bars, the last 20 shown')
    expect(widest(text.split('\n\n')[1])).toBeLessThanOrEqual(100)
    const [titles] = text.split('\n\n')[1].split('\n')
    for (const title of ['Close', 'sma:20', 'rsi:14', 'macd', 'atr:14']) expect(titles).toContain(title)
    expect(titles).not.toContain('histogram')
    expect(text).not.toMatch(/NaN|undefined|null/)
  })

  it('says n/a while warming up, and why', async () => {
    const output = await contextOf().run(indicators, { symbol: 'NEW', add: ['sma:20', 'obv'] })
    const text = indicatorsView(output, plain())
    expect(text).toContain('n/a')
    expect(text).toContain('obv: adds up from the first bar')
  })

  it('lists spelling, numbers and meaning', async () => {
    const output = await contextOf().run(indicators, { list: true })
    const text = indicatorsView(output, plain(80))
    expect(text).toMatch(/rsi:14 +Relative strength index/i)
    expect(text).toMatch(/numbers fast, slow, signal; columns macd,/)
    expect(widest(text)).toBeLessThanOrEqual(80)
  })
})
