import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

describe('a scan by forecasts, with networks of the usual size', () => {
  it('trains once for its symbols, and reads what was trained the next time', async () => {
    const home = freshHome()
    const rule = 'forecast(10, 40) > 0.01 and forecast.signal(10, 40) == 1'
    const args = [
      'scan',
      'forecast_skill(10, 40) > -9',
      '--universe',
      'SIMALL,SIMTEC,SIMFIN,SIMINV',
      '--columns',
      'forecast_signal(10,40)',
    ]
    const asOf = ['--as-of', '2026-03-20T21:00:00Z', '--json']
    const first = await openbell([...args, ...asOf], { home })
    expect(first.code, first.stderr).toBe(0)
    expect(first.json.rows).toHaveLength(4)
    for (const row of first.json.rows) if (row['forecast_skill(10, 40)'] <= 0) expect(row['forecast_signal(10, 40)']).toBe(0)
    const again = await openbell([...args, ...asOf], { home })
    expect(again.json.rows).toEqual(first.json.rows)
    const found = await openbell(['scan', rule, '--universe', 'SIMALL,SIMTEC,SIMFIN,SIMINV', ...asOf], { home })
    expect(found.code, found.stderr).toBe(0)
  }, 900_000)
})
