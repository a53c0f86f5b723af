import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { toFrame } from '../../src/adapters/hub/frames.ts'
import { PROTOCOL } from '../../src/adapters/hub/greeting.ts'
import { attachSession } from '../../src/operations/stream/attached-session.ts'
import { createTestContext } from '../support/context.ts'
import { line, median } from './measure.ts'

const SECONDS = 5

/** What a second terminal costs: bytes over the socket and shares of a core at both ends, with 500 symbols and 50,000 events a second. */
export async function benchHub(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'openbell-bench-'))
  const owner = spawn(process.execPath, [fileURLToPath(new URL('hub-owner.ts', import.meta.url)), home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const alone = await coreOf(owner)
    const bytes = await bytesOfGuest(home)
    const guest = await coreOfGuest(home, owner)
    line('')
    line('a second terminal at a session of 500 symbols, 50,000 events a second')
    line(`  over the socket                 ${Math.round(bytes / 1024)} KiB/s`)
    line(
      `  core of the guest               ${percent(guest.guest)} (one symbol watched closely, all rows read ten times a second)`,
    )
    line(`  core of the owner               ${percent(alone)} alone, ${percent(guest.owner)} with the guest`)
  } finally {
    owner.kill('SIGKILL')
  }
}

/** Median share of a core that the owner says it takes in a second. */
async function coreOf(owner: ChildProcess): Promise<number> {
  const cores: number[] = []
  const take = (text: Buffer) => cores.push(JSON.parse(text.toString()).core)
  owner.stdout!.on('data', take)
  while (cores.length < SECONDS) await delay(100)
  owner.stdout!.off('data', take)
  return median(cores.slice(1))
}

/** Bytes a second that come to one who wants what a screen wants. */
async function bytesOfGuest(home: string): Promise<number> {
  const socket = connect(join(home, 'session', 'simulated.socket'))
  let bytes = 0
  socket.on('data', (piece) => {
    bytes += piece.length
  })
  socket.write(toFrame({ openbell: 'guest', protocol: PROTOCOL, pid: 1, what: 'bench', version: '0' }).bytes)
  const parts = ['prints', 'quotes', 'bars'].map((what) => [what, 'S1', what === 'bars' ? '1m' : ''])
  socket.write(toFrame({ kind: 'want', level: 'all', tape: false, parts }).bytes)
  await delay(1000)
  const before = bytes
  await delay(SECONDS * 1000)
  socket.destroy()
  return (bytes - before) / SECONDS
}

/** Shares of a core of an attached screen's data (not its painting), and of the owner meanwhile. */
async function coreOfGuest(home: string, owner: ChildProcess): Promise<{ guest: number; owner: number }> {
  const test = createTestContext({ home })
  const context = { ...test.context, clock: createSystemClock() }
  const session = (await attachSession(context, { live: false, risk: 'settings' }))!
  const paint = setInterval(() => {
    for (const row of session.view.watch) if (row.price === -1) throw new Error('no such price')
    session.view.prints('S1')
    session.view.quotes('S1')
    session.view.bars('S1', '1m')
  }, 100)
  await delay(1000)
  const before = process.cpuUsage()
  const started = performance.now()
  const core = await coreOf(owner)
  const used = process.cpuUsage(before)
  const guest = (used.user + used.system) / 1000 / (performance.now() - started)
  clearInterval(paint)
  await session.close()
  test.close()
  return { guest, owner: core }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchHub()
