import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { createCodeRunner } from '../../src/adapters/sandbox/runner.ts'
import type { CodeOutcome, CodeRunner } from '../../src/ports/code-runner.ts'
import { ATTACKS } from '../support/code-attacks.ts'
import { barsDataset, quietLog, walkBars } from '../support/code-dataset.ts'

const MOST_BYTES = 65_536
const SECRET = 'sandbox-canary-5f1c'
const dataset = barsDataset([walkBars(500)])

let runner: CodeRunner
let listener: Server
let visits = 0

beforeAll(async () => {
  process.env.OPENBELL_CANARY = SECRET
  runner = createCodeRunner({ log: quietLog })
  listener = createServer((socket) => {
    visits++
    socket.destroy()
  })
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening))
})

afterAll(async () => {
  delete process.env.OPENBELL_CANARY
  await runner.close()
  listener.close()
})

function run(code: string, timeoutMs: number): Promise<CodeOutcome> {
  return runner.run({ code, dataset, timeoutMs, mostBytes: MOST_BYTES, seed: 1 }, new AbortController().signal)
}

describe('code that wants out finds no door, no end of time and no end of memory', () => {
  it.concurrent.each(ATTACKS)('$name', async ({ code, ends = [], answers }) => {
    const first = await run(code, 1000)
    // A machine with other work may need more than a second of the clock for what is quick.
    const outcome = first.error?.kind === 'timeout' && !ends.includes('timeout') ? await run(code, 20_000) : first
    const said = JSON.stringify(outcome)
    if (outcome.error === null) {
      if (answers === undefined) throw new Error(`it ran to its end: ${said.slice(0, 300)}`)
      if (JSON.stringify(outcome.result) !== JSON.stringify(answers)) throw new Error(`it answered ${said.slice(0, 300)}`)
    } else {
      const { kind, message } = outcome.error
      if (!ends.includes(kind)) throw new Error(`it ended with ${kind}: ${message}`)
      if (message.length > 600 || /[\n\r]/.test(message) || message === '') throw new Error(`no single line: ${message}`)
      if (outcome.result !== null) throw new Error('an error stands beside a result')
    }
    if (Buffer.byteLength(said) > MOST_BYTES + 4096) throw new Error(`${Buffer.byteLength(said)} bytes came out`)
    if (said.includes(SECRET) || /root:|node_modules|sandbox\//.test(said))
      throw new Error(`something leaked: ${said.slice(0, 300)}`)
  })

  // Every child is used once: what waited ready while others were attacked works as the first did.
  it('and spoils no run after it', async ({ expect }) => {
    for (let i = 0; i < 6; i++) expect((await run('return df.length', 20_000)).result).toBe(500)
  })

  it('there are at least 40 of them, each of its own', ({ expect }) => {
    expect(new Set(ATTACKS.map((attack) => attack.code)).size).toBe(ATTACKS.length)
    expect(ATTACKS.length).toBeGreaterThanOrEqual(40)
  })

  it('no line reached the listener on this machine', async ({ expect }) => {
    const { port } = listener.address() as { port: number }
    const code = `try { return fetch('http://127.0.0.1:${port}') } catch (e) { return e.name }`
    expect((await run(code, 1000)).result).toBe('ReferenceError')
    expect(visits).toBe(0)
  })
})
