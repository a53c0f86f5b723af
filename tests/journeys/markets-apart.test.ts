import { expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

it('two simulated markets never become one stored series', async () => {
  const home = freshHome()
  const fetch = (...more: string[]) =>
    openbell(['data', 'fetch', 'SIMALL', '--timeframe', '1d', '--from', '2026-01-05', ...more, '--json'], { home })
  expect((await fetch('--to', '2026-01-05')).code).toBe(0)
  const other = await fetch('--to', '2026-01-07', '--seed', '2')
  expect(other).toMatchObject({ code: 2, stdout: '' })
  expect(other.stderr).toMatch(/another simulated market/)
  const same = await fetch('--to', '2026-01-07')
  expect(same.json.results).toMatchObject([{ stored: 2 }])
  const shown = await openbell(['bars', 'SIMALL', '--source', 'store'], { home })
  expect(shown.stdout).toMatch(/SIMULATED {2}from store/)
})
