import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/settings.ts'
import { createToolServer } from '../../../src/mcp/host.ts'
import { createTestContext } from '../../support/context.ts'

type Options = Parameters<ReturnType<typeof createToolServer>['start']>[0]

const HTTP: Options = {
  port: 0,
  toolsets: ['default'],
  tools: [],
  without: [],
  readOnly: false,
  allow: null,
  risk: 'settings',
  compat: false,
  token: true,
}
const TOKEN = 'a-token-of-a-person-1234'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function start(options: Partial<Options>, settings: object = {}) {
  const { context, close } = createTestContext()
  closers.push(close)
  const warned: string[] = []
  const progress = { ...context.progress, warn: (text: string) => void warned.push(text) }
  const host = createToolServer({ ...context, progress, settings: { ...context.settings, ...settings } })
  const running = await host.start({ ...HTTP, ...options })
  closers.unshift(() => running.close())
  const ask = (token?: string) =>
    fetch(running.info.url!, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: '{}',
    }).then(({ status }) => status)
  return { info: running.info, warned, ask }
}

describe('how a server is started', () => {
  it.each([
    [{ allow: 'live' }, {}, 'usage', /account stays paper/],
    [{ allow: 'paper' }, { mode: 'live' }, 'denied', /mode is live/],
    [{ risk: 'none' }, { mode: 'live' }, 'usage', /simulated and paper/],
    [{ allow: 'paper', readOnly: true }, {}, 'usage', /contradict/],
    [{ port: null, token: false }, {}, 'usage', /stdio has no token/],
    [{ without: ['rnu'] }, {}, 'usage', /no tool 'rnu'/],
    [{ port: null, tools: ['quote', 'wrapp'] }, {}, 'usage', /no tool 'wrapp'/],
    [{ tools: ['wrap'], without: ['quote', 'wrap'] }, {}, 'usage', /both name 'wrap'/],
    [{ tools: ['order.place'] }, {}, 'usage', /names 'order.place', which this server may not run/],
    [{ tools: ['alerts.add'], readOnly: true }, {}, 'usage', /names 'alerts.add'/],
  ] as const)('%j with %j contradicts itself, and nothing is served', async (options, settings, kind, message) => {
    await expect(start(options as Partial<Options>, settings)).rejects.toMatchObject({
      kind,
      message: expect.stringMatching(message),
    })
  })

  it('says what it serves, and to whom: a token of its own is told once, and asked for', async () => {
    const { info, warned, ask } = await start({ allow: 'paper' })
    expect(info).toMatchObject({ transport: 'http', mode: 'paper', allow: 'paper', readOnly: false, toolsets: ['default'] })
    expect(info.tools).toBeGreaterThan(10)
    expect(info.token).toMatch(/^[\w-]{32}$/)
    expect([await ask(), await ask(`${info.token}x`)]).toEqual([401, 401])
    expect(await ask(info.token!)).not.toBe(401)
    expect((await start({})).info.token).not.toBe(info.token)
    expect(warned).toEqual([])
  })

  it('a token of the settings is asked for and not told', async () => {
    const { info, ask } = await start({}, { mcpToken: new Secret(TOKEN) })
    expect(JSON.stringify(info)).not.toContain(TOKEN)
    expect(info.token).toBeNull()
    expect([await ask(), await ask('x')]).toEqual([401, 401])
    expect(await ask(TOKEN)).not.toBe(401)
  })

  it('without a token it warns, whatever the settings hold', async () => {
    const { info, warned, ask } = await start({ token: false }, { mcpToken: new Secret(TOKEN) })
    expect(info.token).toBeNull()
    expect(await ask()).not.toBe(401)
    expect(warned).toEqual([expect.stringContaining('no token is asked for')])
  })
})
