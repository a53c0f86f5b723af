import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { afterEach, describe, expect, it } from 'vitest'
import { freshHome, root } from '../support/cli.ts'
import { isGone } from '../support/gone.ts'
import { readPng } from '../support/png.ts'
import { writeStrategy } from '../support/user-strategies.ts'

/** Long work through the real server over stdio: it may not return, and whoever asked may be gone. */

const AS_OF = '2026-03-20T20:00:00Z'
const opened: { client: Client; transport: StdioClientTransport }[] = []

afterEach(async () => {
  for (const { client } of opened.splice(0)) await client.close()
})

async function serve(home: string) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(root, 'bin/openbell.js'), 'serve-mcp', '--as-of', AS_OF, '--home', home],
    env: { PATH: process.env.PATH!, HOME: home },
    cwd: home,
    stderr: 'ignore',
  })
  const client = new Client({ name: 'jobs', version: '1.0.0' }, {})
  const faults: string[] = []
  client.onerror = ({ message }) => faults.push(message)
  await client.connect(transport)
  opened.push({ client, transport })
  return { client, transport, faults }
}

/** A home with a strategy `endless`, which writes its process down and then never returns. */
function endlessHome(): { home: string; pid(): Promise<number> } {
  const home = freshHome()
  const note = join(home, 'pid')
  mkdirSync(join(home, 'strategies'))
  const top = `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(note)}, String(process.pid))`
  writeStrategy(join(home, 'strategies'), 'endless', { top, onBar: `console.log('{"jsonrpc": "hello"}'); for (;;) {}` })
  return {
    home,
    async pid() {
      while (!existsSync(note) || readFileSync(note, 'utf8') === '') await sleep(20)
      return Number(readFileSync(note, 'utf8'))
    },
  }
}

/** The jobs of the server, once there are some. */
async function listed(client: Client): Promise<{ id: string }[]> {
  for (;;) {
    const { structuredContent } = await client.callTool({ name: 'job_status', arguments: {} })
    const { jobs } = structuredContent as { jobs: { id: string }[] }
    if (jobs.length > 0) return jobs
    await sleep(20)
  }
}

const BACKTEST = { strategy: 'endless', symbols: ['SIMALL'], from: '2026-01-05' }

describe('long work over stdio', () => {
  it('a backtest with a picture and progress', async () => {
    const { client } = await serve(freshHome())
    const told: string[] = []
    const result = await client.callTool(
      { name: 'backtest', arguments: { ...BACKTEST, strategy: 'sma-cross', monteCarlo: 200, chart: true } },
      { onprogress: ({ message }) => told.push(message ?? '') },
    )
    expect(result.structuredContent).toMatchObject({ strategy: 'sma-cross', asOf: AS_OF })
    expect(told.join()).toContain('Monte Carlo of 200 histories')
    const content = result.content as { type: string; mimeType?: string; data?: string }[]
    const image = content.find(({ type }) => type === 'image')!
    expect(image.mimeType).toBe('image/png')
    expect(readPng(image.data!).width).toBe(900)
  })

  it('a strategy that never returns: other calls go on, and a canceled call ends it', async () => {
    const { home, pid } = endlessHome()
    const { client, faults } = await serve(home)
    const abort = new AbortController()
    const endless = client.callTool({ name: 'backtest', arguments: BACKTEST }, { signal: abort.signal })
    endless.catch(() => {})
    const number = await pid()
    const quote = await client.callTool({ name: 'quote', arguments: { symbols: ['SIMALL'] } })
    expect(quote.isError).toBeFalsy()
    abort.abort()
    await expect(endless).rejects.toThrow()
    expect(await isGone(number)).toBe(true)
    const after = await client.callTool({ name: 'backtest', arguments: { ...BACKTEST, strategy: 'sma-cross' } })
    expect(after.structuredContent).toMatchObject({ strategy: 'sma-cross' })
    expect(faults).toEqual([])
  })

  it('a job is found in the list, and its result is what the tool answers', async () => {
    const home = freshHome()
    mkdirSync(join(home, 'strategies'))
    const onBar = 'const end = performance.now() + 30; while (performance.now() < end) {}'
    writeStrategy(join(home, 'strategies'), 'slow', { onBar })
    const { client } = await serve(home)
    const args = { ...BACKTEST, strategy: 'slow', chart: true }
    const answer = client.callTool({ name: 'backtest', arguments: args })
    const [job] = await listed(client)
    expect(job).toMatchObject({ operation: 'backtest', error: null, input: { strategy: 'slow', symbols: ['SIMALL'] } })
    const result = await client.callTool({ name: 'job_result', arguments: { job: job.id } })
    expect(result).toEqual(await answer)
    expect(result.structuredContent).toMatchObject({ strategy: 'slow', asOf: AS_OF })
    expect(result.content).toHaveLength(2)
    expect(await listed(client)).toMatchObject([{ id: job.id, state: 'done' }])
  })

  it('a server that is killed takes its jobs along', async () => {
    const { home, pid } = endlessHome()
    const { client, transport } = await serve(home)
    client.callTool({ name: 'backtest', arguments: BACKTEST }).catch(() => {})
    const number = await pid()
    process.kill(transport.pid!, 'SIGKILL')
    expect(await isGone(number)).toBe(true)
  })
})
