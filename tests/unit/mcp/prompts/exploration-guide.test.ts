import { countTokens } from 'gpt-tokenizer'
import { afterEach, describe, expect, it } from 'vitest'
import { explorationGuide } from '../../../../src/mcp/prompts/exploration-guide.ts'
import { FRIDAY, mcpCall } from '../../../support/mcp-call.ts'
import { datasetOf } from '../../../support/mcp-dataset.ts'
import { completer, MOST_TOKENS } from '../../../support/mcp-prompts.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

function made() {
  const one = mcpCall()
  closers.push(one.close)
  return one
}

describe('the guide to exploring data', () => {
  it('begins with loading where nothing is loaded', async () => {
    const { call } = made()
    const text = await explorationGuide.write(call, {})
    expect(text).toMatch(/^# Exploring: quality, standard/)
    expect(text).toMatch(/No dataset is loaded/)
    expect(text).toMatch(/SIMULATED \(no real prices\)/)
    expect(text).toMatch(/`datasets_load` \{ "name": "daily", "from": "bars", "symbols": \["SIMALL"\]/)
    expect(countTokens(text)).toBeLessThan(MOST_TOKENS)
  })

  it('speaks of what is loaded: names, rows, quality, columns; and of the one that was named', async () => {
    const { call } = made()
    const datasets = await call.context.datasets()
    datasets.put(datasetOf('daily', ['SIMALL'], 40, FRIDAY))
    datasets.put(datasetOf('pair', ['SIMALL', 'SIMTEC'], 300, FRIDAY))
    const text = await explorationGuide.write(call, { data_focus: 'pair', analysis_depth: 'deep' })
    expect(text).toMatch(/^# Exploring: dataset pair, deep/)
    expect(text).toMatch(
      /- pair: 300 rows of bars 1d, SIMALL SIMTEC, simulated, as of 2026-03-20T15:00:00Z; quality \w+; columns time close/,
    )
    expect(text).toMatch(/- daily: 40 rows/)
    expect(text).toContain("assessDataQuality(df.groupBy('symbol')['SIMALL'])")
    expect(text).toMatch(/on the first and the last half/)
    expect(text).toMatch(/daily has 40 rows/)
    expect(await explorationGuide.write(call, { analysis_depth: 'quick' })).not.toMatch(/on the first and the last half/)
  })

  it('names the helpers of a focus', async () => {
    const { call } = made()
    const text = await explorationGuide.write(call, { data_focus: 'Liquidity' })
    expect(text).toMatch(/For liquidity: assessLiquidity\(df\)/)
  })

  it('refuses what it does not know and names what there is, loaded datasets among it', async () => {
    const { call } = made()
    ;(await call.context.datasets()).put(datasetOf('mine', ['SIMALL'], 10, FRIDAY))
    await expect(explorationGuide.write(call, { data_focus: 'feelings' })).rejects.toMatchObject({
      kind: 'usage',
      message: /'feelings' is none of momentum, .*quality, mine/,
    })
    await expect(explorationGuide.write(call, { analysis_depth: 'deepest' })).rejects.toMatchObject({
      message: /quick, standard, deep/,
    })
  })

  it('completes its arguments, loaded datasets first', async () => {
    const { call } = made()
    ;(await call.context.datasets()).put(datasetOf('momentous', ['SIMALL'], 10, FRIDAY))
    const complete = completer(explorationGuide, call)
    expect(await complete('data_focus', 'mom')).toEqual(['momentous', 'momentum'])
    expect(await complete('analysis_depth', 'd')).toEqual(['deep'])
    expect(await complete('nothing', '')).toEqual([])
  })
})
