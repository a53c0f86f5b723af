import { createLocalHub } from '../../src/adapters/hub/hub.ts'
import { HubDesk } from '../../src/operations/session/hub-desk.ts'
import { createTapeSession } from '../support/tape-session.ts'

// Owns a session of 500 symbols that hears 50,000 events a second; once a second it says how much of a core that takes.
const [home, symbols, rate] = [process.argv[2], 500, 50_000]
const names = Array.from({ length: symbols }, (_, i) => `S${i}`)
const session = createTapeSession(names, Date.now(), symbols)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const desk = new HubDesk(session, { log, market: 'bench', sessions: 'all' })
const owner = { pid: process.pid, holder: 'the bench', since: Date.now(), source: 'simulated' }
desk.open(await createLocalHub({ home, log }).serve(owner, desk))

const began = performance.now()
let told = 0
setInterval(() => {
  const due = Math.floor(((performance.now() - began) / 1000) * rate)
  const now = Date.now()
  for (; told < due; told++) {
    const symbol = names[(told * 7) % symbols]
    const price = 100 + (told % 97) / 100
    if (told % 3 === 0) session.print(symbol, now, price, 100)
    else session.quote(symbol, now, price, price + 0.01)
  }
  session.setNow(now)
}, 5)

let last = process.cpuUsage()
setInterval(() => {
  const used = process.cpuUsage(last)
  last = process.cpuUsage()
  process.stdout.write(`${JSON.stringify({ told, core: (used.user + used.system) / 1e6 })}\n`)
}, 1000)
