import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

/** Files a run may leave: the log, and nothing else. */
const left = (home: string) => readdirSync(home).filter((name) => name !== 'logs')

describe('--dry-run', () => {
  it.each([
    [['data', 'generate', 'MOCK', '--periods', '20'], /20 would be stored/, /nothing is stored/],
    [['data', 'fetch', 'SIMALL', '--timeframe', '1d', '--from', '2026-01-05', '--to', '2026-01-09'], /./, /dry run/],
    [['serve-pocket', '--port', '0'], /^$/, /would be served/],
    [['init', '--source', 'store'], /would write/, /^$/],
    [['trade', 'buy', 'SIMALL', '10', '--market', '--execute'], /^SIMULATED · preview, nothing was sent/, /^$/],
    [
      ['stream', 'SIMALL', '--date', '2026-03-20', '--speed', '0', '--until', '09:31', '--record'],
      /bar +SIMALL/,
      /nothing is recorded/,
    ],
    [['trade', 'halt'], /^SIMULATED · active/, /^$/],
  ])('%j says what would be done and leaves nothing', async (args, answer, note) => {
    const home = freshHome()
    const run = await openbell([...args, '--dry-run'], { home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toMatch(answer)
    expect(run.stderr).toMatch(note)
    expect(left(home)).toEqual([])
  })

  it('generate counts and refuses as the real run would', async () => {
    const home = freshHome()
    const generate = (...more: string[]) =>
      openbell(['data', 'generate', 'MOCK', '--periods', '20', '--as-of', '2026-03-20', ...more], { home })
    expect((await generate('--seed', '7')).code).toBe(0)
    expect((await generate('--seed', '7', '--dry-run')).stdout).toContain('0 would be stored, 20 were there already')
    expect((await generate('--seed', '9', '--dry-run')).code).toBe(2)
    expect((await generate('--seed', '9', '--dry-run', '--replace')).stdout).toContain('20 would be stored')
    expect((await generate('--seed', '7', '--json')).json).toMatchObject({ stored: 0, duplicates: 20 })
  })

  it('export and import never claim a file or a row', async () => {
    const home = freshHome()
    writeFileSync(
      join(home, 'ACME_1d.csv'),
      'date,open,high,low,close,volume\n2024-01-02,10,11,9,10,1000\n2024-01-03,10,11,9,10,1000\n',
    )
    const dry = await openbell(['data', 'import', 'ACME_1d.csv', '--dry-run'], { home })
    expect(dry.stdout).toMatch(/dry run: nothing was written/)
    expect(left(home)).toEqual(['ACME_1d.csv'])
    expect((await openbell(['data', 'import', 'ACME_1d.csv'], { home })).code).toBe(0)
    const out = join(home, 'out.csv')
    const run = await openbell(['data', 'export', 'ACME', '--timeframe', '1d', '--out', out, '--dry-run'], { home })
    expect(run.stdout).toContain('would be written to')
    expect(existsSync(out)).toBe(false)
  })
})
