import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { dataImport } from '../../src/operations/data/import.ts'
import { freshHome, root } from './cli.ts'
import { createTestContext } from './context.ts'
import { runToEnd, seeded, startAndKill } from './kill.ts'

const MINUTES = 45_000
const PRINTS = 30_000

interface Input {
  bars: string
  prints: string
}

/** Two files that take several batches each: minutes of two symbols, and prints of which every third equals the one before. */
export function writeInput(): Input {
  const folder = mkdtempSync(join(tmpdir(), 'openbell-kill-'))
  const [bars, prints] = [join(folder, 'minutes.csv'), join(folder, 'OBX_prints.csv')]
  const minute = (i: number) =>
    `${1_700_000_000 + 60 * Math.floor(i / 2)},${i % 2 ? 'AAA' : 'BBB'},${10 + (i % 90)},100,9,${11 + (i % 80)},${i}`
  writeFileSync(bars, `t,symbol,o,h,l,c,v\n${Array.from({ length: MINUTES }, (_, i) => minute(i)).join('\n')}\n`)
  const print = (i: number) => `${1_700_000_000 + Math.floor(i / 20)},${10 + (Math.floor(i / 3) % 7)},100,P,@`
  writeFileSync(
    prints,
    `timestamp,price,size,exchange,conditions\n${Array.from({ length: PRINTS }, (_, i) => print(i)).join('\n')}\n`,
  )
  return { bars, prints }
}

/**
 * Kills the real binary in the middle of `data import` so many times, each time in a home of its own. After each kill the store must be whole,
 * hold only rows of the files, and be completed by importing again, without a duplicate or a loss. Where the kill comes too late (the
 * machine's load changes) the time before it is shortened; such a round does not count. Answers how many kills left a part of the files.
 */
export async function killImports(kills: number, seed: number): Promise<number> {
  const input = writeInput()
  const random = seeded(seed)
  const whole = await importWhole(input)
  let longest = whole.milliseconds
  let parts = 0
  for (let killed = 0; killed < kills; ) {
    const home = freshHome()
    const args = [join(root, 'bin/openbell.js'), 'data', 'import', input.bars, input.prints, '--home', home]
    const result = await startAndKill({ args, cwd: home, delay: longest * (0.2 + 0.8 * random()) })
    if (result.killed) killed++
    else {
      expect(result.code, result.stderr).toBe(0)
      longest *= 0.9
    }
    const left = await checkAndComplete(home, input, whole.contents, `seed ${seed}, kill ${killed}`)
    if (left > 0 && left < rowCount(whole.contents)) parts++
    rmSync(home, { recursive: true })
  }
  return parts
}

type Contents = ReturnType<typeof contentsOf>

/** What an import without a kill stores, and about how long it takes. */
async function importWhole(input: Input): Promise<{ contents: Contents; milliseconds: number }> {
  const home = freshHome()
  const started = performance.now()
  const result = await runToEnd({
    args: [join(root, 'bin/openbell.js'), 'data', 'import', input.bars, input.prints, '--home', home],
    cwd: home,
  })
  expect(result.code, result.stderr).toBe(0)
  return { contents: contentsOf(home), milliseconds: performance.now() - started }
}

/** Checks what a kill left, completes it, and answers how many rows had been stored. */
async function checkAndComplete(home: string, input: Input, whole: Contents, which: string): Promise<number> {
  const left = contentsOf(home)
  expect(left.integrity, which).toBe('ok')
  for (const [name, rows] of Object.entries(left.rows)) {
    expect(whole.rows[name]?.slice(0, rows.length), `${which}: rows of ${name}`).toEqual(rows)
  }
  const test = createTestContext({ home })
  const { files, failed } = await test.run(dataImport, { files: [input.bars, input.prints] })
  test.close()
  expect(failed, which).toEqual([])
  expect(
    files.map((one: { rejected: number }) => one.rejected),
    which,
  ).toEqual([0, 0])
  const stored = rowCount(left)
  expect(
    files.reduce((sum: number, one: { duplicates: number }) => sum + one.duplicates, 0),
    which,
  ).toBe(stored)
  expect(contentsOf(home), which).toEqual(whole)
  return stored
}

function rowCount(contents: Contents): number {
  return Object.values(contents.rows).reduce((sum, rows) => sum + rows.length, 0)
}

/** Everything in the store as text, a line a row; batches go in the file's order, so a part is a beginning. */
function contentsOf(home: string) {
  const store = openStore(join(home, 'openbell.db'))
  const rows: Record<string, string[]> = {}
  for (const { kind, symbol, timeframe, source } of store.series()) {
    if (kind === 'bars') {
      const bars = store.bars.load({ symbol, timeframe: timeframe!, source })!
      rows[`${kind} ${symbol}`] = Array.from(
        { length: bars.length },
        (_, i) => `${bars.time[i]} ${bars.open[i]} ${bars.close[i]} ${bars.volume[i]}`,
      )
    } else {
      const prints = store.tape.loadPrints(symbol, source)!
      rows[`${kind} ${symbol}`] = Array.from(
        { length: prints.length },
        (_, i) => `${prints.time[i]} ${prints.price[i]} ${prints.size[i]}`,
      )
    }
  }
  const contents = { integrity: store.integrity(), rows }
  store.close()
  return contents
}
