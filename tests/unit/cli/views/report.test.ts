import { Chalk } from 'chalk'
import { describe, expect, it } from 'vitest'
import { view } from '../../../../src/cli/views/report.ts'
import type { Terminal } from '../../../../src/cli/views/view.ts'

const terminal: Terminal = { width: 80, paint: new Chalk({ level: 0 }), terminal: false }
const file = { symbols: ['SIMALL'], source: 'simulated', file: '/home/a.html', bytes: 2048, notes: [] }
const ofRun = { ...file, run: 'a1b2', strategy: 'scalp', account: null, mode: null, broker: null, host: null }
const ofAccount = {
  ...file,
  run: null,
  strategy: null,
  account: 'alpaca-live:123456',
  mode: 'live',
  broker: 'alpaca',
  host: null,
} as const

describe('the view of a report', () => {
  it('of a run leads back to the run', () => {
    expect(view(ofRun, terminal)).toBe(
      'Report of scalp on SIMALL, run a1b2\n/home/a.html (2.0 KB, one file, no network)\n\nnext: openbell runs show a1b2',
    )
  })

  it('of an account begins with LIVE, PAPER or SIMULATED and says what is wrong', () => {
    const text = view({ ...ofAccount, notes: ['trading is halted by ana: news'] }, terminal)
    expect(text).toMatch(/^ LIVE {2}· at alpaca · report of the account alpaca-live:123456\n/)
    expect(text).toContain('Note: trading is halted by ana: news')
    expect(view({ ...ofAccount, mode: 'paper' }, terminal)).toMatch(/^PAPER ·/)
    expect(view({ ...ofAccount, mode: 'paper', broker: 'simulated' }, terminal)).toMatch(/^SIMULATED ·/)
    expect(view({ ...ofAccount, mode: 'paper', host: '127.0.0.1:8787' }, terminal)).toContain('local exchange (127.0.0.1:8787)')
    expect(view({ ...ofAccount, bytes: null }, terminal)).toContain('would be written to /home/a.html')
  })
})
