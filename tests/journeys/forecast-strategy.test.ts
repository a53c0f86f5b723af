import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

const AS_OF = ['--as-of', '2026-03-20T21:00:00Z']

/** A strategy as a user writes it: a small forecast of few steps. */
function strategyIn(home: string): string {
  const file = join(home, 'outlook.ts')
  writeFileSync(
    file,
    `import { defineStrategy, forecast } from 'openbell'
export default defineStrategy({
  name: 'outlook',
  summary: 'Buys whenever the forecast has an opinion, however weak.',
  params: {},
  indicators: () => ({ outlook: forecast({ horizon: 5, input: 20, threshold: 0.001, steps: 10 }) }),
  onBar({ position, outlook, buy, exit }) {
    if (position.isFlat && outlook.up.now > 0.5) buy({ equity: 0.5, stop: outlook.low.now, reason: 'more up than down' })
    else if (position.isLong && outlook.up.now < 0.5) exit({ reason: 'more down than up' })
  },
})
`,
  )
  return file
}

describe('a forecast in a strategy, from the command line', () => {
  it('is trained on the past of each bar, kept by training date, and passes the look-ahead check', async () => {
    const home = freshHome()
    const file = strategyIn(home)
    const args = ['backtest', file, 'SIMALL', '--from', '2025-03-03', '--json', ...AS_OF]
    const first = await openbell([...args, '--check'], { home })
    expect(first.code, first.stderr).toBe(0)
    expect(first.json.check).toMatchObject({ passed: true, findings: [] })
    expect(first.json.why.warmUpBars).toBe(76)
    expect(first.json.metrics.roundTrips).toBeGreaterThan(0)
    expect(first.json.warnings.join('\n')).toContain('forecast of 5 bars (auto)')
    const cache = join(home, 'models/cache')
    const written = () => readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs])
    const before = written()
    expect(before.length).toBeGreaterThan(1)
    const again = await openbell(args, { home })
    expect(written()).toEqual(before)
    const { check, trialsEver, grade, significance, ...rest } = first.json
    expect(again.json).toMatchObject(rest)
    expect((await openbell(['models', 'list', '--json'], { home })).json.models).toEqual([])
  })

  it('says how many bars it needs, what it does not know, and where it cannot be used', async () => {
    const home = freshHome()
    const short = await openbell(['backtest', strategyIn(home), 'SIMALL', '--from', '2026-02-02', ...AS_OF], { home })
    expect(short.code).toBe(4)
    expect(short.stderr).toMatch(/SIMALL: \d+ bars are too few: a forecast of 5 bars from 20 needs 76 before it can say anything/)
    const word = await openbell(['scan', 'forecast.target > 1', '--universe', 'SIMALL'], { home })
    expect(word.code).toBe(2)
    expect(word.stderr).toContain("unknown name 'forecast_target' in the rule")
    const alert = await openbell(['alerts', 'add', 'forecast.signal == 1'], { home })
    expect(alert.code).toBe(2)
    expect(alert.stderr).toContain('cannot wait for forecast_signal(30, 84)')
    const info = await openbell(['strategies', 'info', 'forecast-follow', '--json'], { home })
    expect(info.json.indicators).toEqual(['forecast:30,84', 'atr:14'])
  })
})
