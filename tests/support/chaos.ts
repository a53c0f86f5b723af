import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { openStore } from '../../src/adapters/sqlite/store.ts'
import { createBooks } from '../../src/engine/orders/books/create.ts'
import type { Books } from '../../src/engine/orders/books.ts'
import { eventOf } from '../../src/engine/orders/recorder.ts'
import { unsettled } from '../../src/engine/orders/settle.ts'
import { calendarOf } from '../../src/market/calendar/calendar.ts'
import { compareWithTruth, readTruth } from '../../src/operations/drill/truth.ts'
import { parseFault } from '../../src/pocket/faults/fault-text.ts'
import { stateOf } from '../../src/pocket/routes/state.ts'
import { startPocket } from '../../src/pocket/server.ts'
import type { World } from '../../src/pocket/world.ts'
import type { MarketDataSource } from '../../src/ports/market-data.ts'
import { chaosPlan, LATEST_MS, type Moment } from './chaos-plan.ts'
import { freshHome, root } from './cli.ts'

/** How fast the exchange's time goes while commands run; it stands still while books and truth are compared. */
const SPEED = 10
const TICK_MS = 25
const HALF_HOUR = 30 * 60_000
/** What was on its way when a process died has arrived by then. */
const ARRIVED_MS = 60

export interface ChaosRun {
  seed: number
  /** What is wrong; nothing when all is well. */
  faults: string[]
  /** What happened, for whoever looks into a failure. */
  story: string[]
  /** Processes that were killed, and how many of them with an order on its way. */
  kills: number
  between: number
  /** Orders that the exchange took. */
  orders: number
  /** From the start of the process that reconciles to its end. */
  reconciledMs: number
}

/**
 * One account, from a fresh exchange on: commands of the real binary with a random fault plan, some of them killed without warning at a random point,
 * then peace: a restart that reconciles, and another one that must find nothing to do.
 */
async function liveThroughKills(seed: number, source: MarketDataSource): Promise<ChaosRun> {
  const pocket = await startPocket({
    port: 0,
    date: '2026-03-20',
    seed: 7,
    speed: 0,
    rateLimit: 1_000_000,
    source,
    clock: createSystemClock(),
  })
  pocket.world.time.step(HALF_HOUR)
  const home = freshHome()
  const life: Life = {
    run: { seed, faults: [], story: [], kills: 0, between: 0, orders: 0, reconciledMs: 0 },
    home,
    url: pocket.url,
    world: pocket.world,
  }
  try {
    await live(life)
    await comeBack(life)
    return life.run
  } finally {
    await pocket.close()
    rmSync(home, { recursive: true, force: true })
  }
}

interface Life {
  run: ChaosRun
  home: string
  url: string
  world: World
}

async function live(life: Life): Promise<void> {
  const { run, world } = life
  const clock = ticking(world)
  try {
    const plan = chaosPlan(run.seed)
    for (const step of plan.steps) {
      for (const fault of step.faults) world.faults.add([parseFault(fault)])
      const args = await step.command(world)
      const { killed, code } = await command(life, args, step.kill)
      const open = await booksIn(life.home)
      const onTheirWay = open === null ? 0 : unsettled({ books: open }).length
      run.story.push(
        `${step.faults.join(' ')} | ${args.join(' ')} | ${killed ? `killed, ${onTheirWay} on their way` : `ended with ${code}`}`,
      )
      if (!killed) continue
      run.kills++
      if (onTheirWay > 0) run.between++
      await pause(ARRIVED_MS)
    }
    if (plan.isLate) {
      // Its absence may be proven, and the order given up, before it arrives.
      if (plan.startsBetween) await command(life, ['trade', 'reconcile'], null)
      await pause(LATEST_MS)
    }
  } finally {
    clearInterval(clock)
  }
  world.faults.clear()
  await world.advance()
}

/** The exchange's time goes on while commands run. */
function ticking(world: World): NodeJS.Timeout {
  return setInterval(() => {
    world.time.step(TICK_MS * SPEED)
    world.advance().then(() => world.streams?.advance())
  }, TICK_MS)
}

/** Two starts in peace: the first settles and reconciles, the second finds nothing to do. */
async function comeBack(life: Life): Promise<void> {
  const { run, home, world } = life
  const begun = performance.now()
  const first = await command(life, ['trade', 'reconcile'], null)
  run.reconciledMs = performance.now() - begun
  if (first.code !== 0) run.faults.push(`the restart ended with ${first.code}: ${first.stderr}`)
  const books = await booksIn(home)
  const truth = readTruth(stateOf(world))
  run.orders = truth.orders.length
  if (books === null) {
    // Killed before the books began: then nothing can have been sent.
    if (run.orders > 0) run.faults.push(`${run.orders} orders at the exchange and no journal`)
    return
  }
  for (const { what, passed, detail } of compareWithTruth(books, truth)) if (!passed) run.faults.push(`${what}: ${detail}`)
  const second = await command(life, ['trade', 'reconcile'], null)
  if (second.code !== 0) run.faults.push(`the second restart ended with ${second.code}: ${second.stderr}`)
  const after = await booksIn(home)
  if (after?.seq !== books.seq) run.faults.push(`the second restart wrote ${(after?.seq ?? 0) - books.seq} lines`)
}

/** What the journal in a home folds to, as a process of its own sees it; null before there is one. */
async function booksIn(home: string): Promise<Books | null> {
  const store = openStore(join(home, 'openbell.db'))
  try {
    const [account] = store.journal.accounts()
    if (account === undefined) return null
    const books = createBooks((at) => calendarOf('us').dateOf(at))
    for (const entry of store.journal.read(account, 0)) books.take(eventOf(entry))
    return books
  } finally {
    store.close()
  }
}

interface Ended {
  killed: boolean
  code: number | null
  stderr: string
}

/** The real binary on the account of the pocket exchange, killed at a moment where one is given. */
function command({ home, url, world }: Life, args: string[], kill: Moment | null): Promise<Ended> {
  const flags = ['--broker', 'alpaca', '--source', 'alpaca', '--json', '--no-input']
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    OPENBELL_HOME: home,
    OPENBELL_TIMEOUT_MS: '1000',
    APCA_API_BASE_URL: url,
    APCA_API_DATA_URL: url,
    APCA_API_KEY_ID: 'PKCHAOS',
    APCA_API_SECRET_KEY: 'secret',
  }
  const child = spawn(process.execPath, [join(root, 'bin/openbell.js'), ...args, ...flags], {
    cwd: home,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const unwatch = kill === null ? () => {} : killAt(world, kill, () => child.kill('SIGKILL'))
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      unwatch()
      resolve({ killed: signal === 'SIGKILL', code, stderr })
    })
  })
}

/** Kills at a request that the exchange hears, or a little after it. */
function killAt(world: World, moment: Moment, kill: () => void): () => void {
  const { takeRequest } = world.faults
  let left = moment.count
  let timer: NodeJS.Timeout | null = null
  world.faults.takeRequest = (method, path) => {
    const counts = moment.at === 'any request' || (method !== 'GET' && path.startsWith('/v2/'))
    if (!counts || --left !== 0) return takeRequest(method, path)
    if (moment.delayMs === 0) kill()
    else timer = setTimeout(kill, moment.delayMs)
    // The line dies with the process: nothing of this request arrives.
    return moment.isLost ? parseFault('hang') : takeRequest(method, path)
  }
  return () => {
    world.faults.takeRequest = takeRequest
    if (timer !== null) clearTimeout(timer)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Runs so many lives, as many at a time as there are lanes. */
export async function manyLives(seeds: readonly number[], source: MarketDataSource, lanes = 2): Promise<ChaosRun[]> {
  const left = [...seeds]
  const runs: ChaosRun[] = []
  const lane = async () => {
    for (let seed = left.shift(); seed !== undefined; seed = left.shift()) runs.push(await liveThroughKills(seed, source))
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return runs
}

/** The lives that went wrong, with all that is needed to look into them. */
export function troubles(runs: readonly ChaosRun[]): Pick<ChaosRun, 'seed' | 'faults' | 'story'>[] {
  return runs.filter(({ faults }) => faults.length > 0).map(({ seed, faults, story }) => ({ seed, faults, story }))
}

/** What a suite of lives came to, in a line. */
export function summary(runs: readonly ChaosRun[]): string {
  const times = runs.map(({ reconciledMs }) => reconciledMs).sort((a, b) => a - b)
  const at = (share: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))])
  const sum = (of: (run: ChaosRun) => number) => runs.reduce((total, run) => total + of(run), 0)
  return `${runs.length} lives, ${sum((run) => run.kills)} kills, ${sum((run) => run.between)} with an order on its way, ${sum((run) => run.orders)} orders; restart to reconciled: median ${at(0.5)} ms, 95% ${at(0.95)} ms, most ${at(1)} ms`
}
