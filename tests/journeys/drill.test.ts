import { describe, expect, it } from 'vitest'
import { freshHome, openbell } from '../support/cli.ts'

interface Drill {
  name: string
  checks: { what: string; passed: boolean; detail: string }[]
}

describe('openbell drill all', () => {
  it('rehearses every scripted trouble and keeps a dated certificate', { timeout: 300_000 }, async () => {
    const home = freshHome()
    const all = await openbell(['drill', 'all', '--json'], { home })
    const { drills, passed, certificate, liveUntil } = all.json
    const failed = drills.flatMap(({ name, checks }: Drill) =>
      checks.filter((one) => !one.passed).map((one) => ({ name, ...one })),
    )
    expect(failed).toEqual([])
    expect(all.code).toBe(0)
    expect(passed).toBeGreaterThan(15)
    expect(Date.parse(liveUntil) - Date.parse(certificate.at)).toBe(30 * 24 * 3600 * 1000)
    const listed = await openbell(['drill'], { home })
    expect(listed.stdout).not.toContain('never rehearsed')
    expect(listed.stdout).toContain('opens live trading until')
    const history = await openbell(['trade', 'history', '--json'], { home })
    expect(history.stdout).not.toContain('drill-')
  })
})
