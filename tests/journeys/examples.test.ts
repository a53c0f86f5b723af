import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { readManifest } from '../../dist/cli/manifest.js'
import { freshHome, openbell, words } from '../support/cli.ts'

const commands: string[] = readManifest().operations.flatMap((one: { examples: { command: string }[] }) =>
  one.examples.map((example) => example.command),
)
const served = commands.filter((command) => /^openbell serve-(pocket|mcp)/.test(command))
/** What speaks of an order or a position that must be there: the trade journey runs them, beside an account that has one. */
const needingOrders = commands.filter((command) => /^openbell trade (approve|decline|order|replace|protect|close) /.test(command))

/** What speaks of another server that must be there: the federation journey runs them, beside one. */
const needingPeer = commands.filter((command) => /^openbell mcp (connect|show|approve|disconnect) /.test(command))

/** What fetches from elsewhere: it says what it would do. */
const fetching = commands.filter((command) => command.startsWith('openbell forecast backend install'))

/** What explains a day on which a strategy ran: it runs where one did. */
const needingRun = commands.filter((command) => command.startsWith('openbell gap'))

/** Minutes from 09:30 New York, as a file of the kind the examples name. */
function minutes(stamp: (minute: number) => string): string {
  const rows = Array.from({ length: 30 }, (_, i) => `${stamp(i)},100,101,99,${100 + i / 100},1000`)
  return ['timestamp,open,high,low,close,volume', ...rows, ''].join('\n')
}

describe('every example of the help runs as it is printed', () => {
  const home = freshHome()

  beforeAll(async () => {
    const minute = (i: number) => String(30 + i).padStart(2, '0')
    writeFileSync(
      join(home, 'AAPL_20240102.csv'),
      minutes((i) => `2024-01-02T14:${minute(i)}:00Z`),
    )
    writeFileSync(join(home, 'bars.csv.gz'), gzipSync(minutes((i) => `2024-01-02 09:${minute(i)}:00`)))
    writeFileSync(join(home, 'SPY_prints.csv'), 'timestamp,price,size\n2024-01-02T14:30:00.100Z,470.1,100\n')
    writeFileSync(
      join(home, 'AAPL_days.csv'),
      'date,open,high,low,close,volume\n2024-01-02,187,188,183,185,80000000\n2024-01-03,184,186,183,184,58000000\n',
    )
    const model = ['forecast', 'SIMALL', '--model', 'naive', '--horizon', '5', '--input', '20', '--save', 'daily']
    expect((await openbell(model, { home })).code).toBe(0)
    for (const file of ['SPY_prints.csv', 'AAPL_days.csv']) {
      expect((await openbell(['data', 'import', file], { home })).code).toBe(0)
    }
  })

  const here = commands.filter(
    (command) => ![served, needingOrders, needingRun, needingPeer].some((apart) => apart.includes(command)),
  )
  it.each(here)('%s', async (command) => {
    // A run of a past day lives in an account that has not lived longer.
    const asked = [...words(command).slice(1), ...(fetching.includes(command) ? ['--dry-run'] : [])]
    const run = await openbell(asked, { home: command.startsWith('openbell trade run') ? freshHome() : home })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout.length).toBeGreaterThan(0)
    expect(run.stdout).not.toMatch(/NaN|undefined|\[object/)
  })

  it.each(needingRun)('%s', async (command) => {
    const traded = freshHome()
    const first = 'trade run scalp SIMALL --date 2026-03-20 --speed 0 --until 11:00 --risk none'
    expect((await openbell(first.split(' '), { home: traded })).code).toBe(0)
    const run = await openbell(words(command).slice(1), { home: traded })
    expect(run.code, run.stderr).toBe(0)
    expect(run.stdout).toMatch(/Really less model/)
    expect(run.stdout).not.toMatch(/NaN|undefined|\[object/)
  })

  it('peers have examples too; the federation journey runs them', () => expect(needingPeer.length).toBeGreaterThan(4))

  it('servers have examples too; the vendor journeys and those of AI clients run them', () =>
    expect(served.length).toBeGreaterThan(0))
})
