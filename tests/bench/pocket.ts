import { fork } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { createSimulatedSource } from '../../src/adapters/simulated/source.ts'
import { startPocket } from '../../src/pocket/server.ts'
import { line } from './measure.ts'

const ORDERS = 10_000
/** Requests under way at once, as a busy client keeps them. */
const AT_ONCE = 32
const SELF = fileURLToPath(import.meta.url)

/**
 * Orders posted over HTTP to the pocket exchange, each taken, checked, handed to matching and answered (goal: 2,000 a second on two cores, one for
 * the exchange and one for its client), and the same orders canceled one by one. The rate limit is set out of the way.
 */
export async function benchPocket(): Promise<void> {
  const exchange = fork(SELF, ['serve'], { execArgv: process.execArgv })
  const url = await new Promise<string>((resolve) => exchange.once('message', (message) => resolve(String(message))))
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  line(`pocket exchange over HTTP, ${ORDERS} orders, ${AT_ONCE} at once, exchange in a process of its own, time running`)
  const ids: string[] = []
  await report('limit orders that rest', async (i) => {
    const limit = (10 + (i % 100) / 100).toFixed(2)
    const body = { symbol: 'SIMFIN', qty: '1', side: 'buy', type: 'limit', limit_price: limit, time_in_force: 'day' }
    ids.push((await ask(agent, url, 'POST', '/v2/orders', body)).id as string)
  })
  await report('cancels', (i) => ask(agent, url, 'DELETE', `/v2/orders/${ids[i]}`))
  await report('market orders', (i) => {
    const body = { symbol: 'SIMFIN', qty: '1', side: 'buy', type: 'market', time_in_force: 'day', client_order_id: `b-${i}` }
    return ask(agent, url, 'POST', '/v2/orders', body)
  })
  agent.destroy()
  exchange.kill()
}

async function report(what: string, work: (i: number) => Promise<unknown>): Promise<void> {
  const started = performance.now()
  let next = 0
  const worker = async () => {
    while (next < ORDERS) await work(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  const ms = performance.now() - started
  line(
    `  ${what.padEnd(34)}${Math.round(ORDERS / (ms / 1000))
      .toLocaleString('en')
      .padStart(9)} a second`,
  )
}

const KEYS = { 'APCA-API-KEY-ID': 'PKBENCH', 'APCA-API-SECRET-KEY': 'secret', 'Content-Type': 'application/json' }

function ask(agent: Agent, url: string, method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url + path, { method, agent, headers: KEYS }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece) => {
        text += piece
      })
      answer.on('end', () => {
        if ((answer.statusCode ?? 500) < 300) resolve(text === '' ? {} : JSON.parse(text))
        else reject(new Error(`${answer.statusCode} ${text}`))
      })
    })
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

async function serve(): Promise<void> {
  const clock = createSystemClock()
  const source = createSimulatedSource({ seed: 7, clock })
  const setup = { port: 0, date: '2026-03-20', seed: 7, speed: 1, clock, source, cash: 10_000_000, rateLimit: 100_000_000 }
  process.send?.((await startPocket(setup)).url)
}

if (process.argv[1] === SELF) await (process.argv[2] === 'serve' ? serve() : benchPocket())
