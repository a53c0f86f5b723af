import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { loadSettings } from '../../../../src/adapters/settings/load.ts'
import { Secret } from '../../../../src/core/settings.ts'
import { NOTICE, never, notifierOf } from './notice.ts'

let server: Server | null = null
afterEach(() => void server?.close())

interface Post {
  method: string
  path: string
  type: string
  body: Record<string, unknown>
}

/** A server on this machine that answers by turns; the last answer goes on. */
async function receiver(...answers: ((response: ServerResponse, request: IncomingMessage) => void)[]) {
  const posts: Post[] = []
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (bytes) => {
      text += bytes
    })
    request.on('end', () => {
      const body = text === '' ? {} : (JSON.parse(text) as Post['body'])
      posts.push({ method: request.method ?? '', path: request.url ?? '', type: request.headers['content-type'] ?? '', body })
      answers[Math.min(posts.length, answers.length) - 1](response, request)
    })
  })
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { posts, host, webhook: new Secret(`http://${host}/hooks/T0P/s3cret?key=k3y`) }
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(code, headers).end()
  }

describe('the webhook', () => {
  it('posts the notice as JSON, for chat services and for programs', async () => {
    const { posts, host, webhook } = await receiver(status(200))
    const notifier = notifierOf({ webhook })
    expect(await notifier.send('webhook', NOTICE, never)).toEqual({
      ...{ channel: 'webhook', outcome: 'sent', detail: `${host} took it (HTTP 200)` },
    })
    expect(posts).toHaveLength(1)
    expect(posts[0]).toMatchObject({ method: 'POST', path: '/hooks/T0P/s3cret?key=k3y', type: 'application/json' })
    expect(posts[0].body).toEqual({
      ...{ id: 'n-1', title: 'openbell SIMULATED', message: NOTICE.text, kind: 'expression', rule: 'price > 600', name: 'high' },
      ...{ text: `openbell SIMULATED: ${NOTICE.text}`, content: `openbell SIMULATED: ${NOTICE.text}` },
      ...{ symbol: 'SPY', price: 601, time: '2026-03-20T14:00:00Z', label: 'SIMULATED' },
    })
    await notifier.close()
  })

  it('tries again after a failure of the server or a cut, with the same id', async () => {
    const { posts, webhook } = await receiver(status(503), (_, request) => void request.socket.destroy(), status(204))
    const notifier = notifierOf({ webhook })
    expect((await notifier.send('webhook', NOTICE, never)).outcome).toBe('sent')
    expect(posts.map(({ body }) => body.id)).toEqual(['n-1', 'n-1', 'n-1'])
    await notifier.close()
  })

  it('gives up after three attempts, at once on a refusal, and never follows a redirect', async () => {
    const failing = await receiver(status(500))
    expect(await notifierOf({ webhook: failing.webhook }).send('webhook', NOTICE, never)).toMatchObject({ outcome: 'failed' })
    expect(failing.posts).toHaveLength(3)
    server?.close()
    const refusing = await receiver(status(404))
    expect(await notifierOf({ webhook: refusing.webhook }).send('webhook', NOTICE, never)).toMatchObject({
      detail: `${refusing.host} refused it (HTTP 404)`,
    })
    server?.close()
    const moved = await receiver(status(302, { location: 'https://elsewhere.example/' }))
    const outcome = await notifierOf({ webhook: moved.webhook }).send('webhook', NOTICE, never)
    expect(outcome.detail).toMatch(/redirected .* to elsewhere.example, which is refused/)
    expect([refusing.posts.length, moved.posts.length]).toEqual([1, 1])
  })

  it('nothing that is said or logged holds more of the address than its host', async () => {
    const logged: string[] = []
    const { webhook, host } = await receiver(status(500), status(302, { location: '/hooks/T0P/s3cret' }))
    const notifier = notifierOf({ webhook }, logged)
    const outcomes = [await notifier.send('webhook', NOTICE, never), await notifier.send('webhook', NOTICE, never)]
    server?.closeAllConnections()
    server?.close()
    const dead = await notifier.send('webhook', NOTICE, never)
    const said = JSON.stringify([outcomes, dead, notifier.channels(), logged])
    expect(outcomes[0].outcome).toBe('failed')
    expect(dead.detail).toContain('cannot be reached')
    expect(logged.length).toBeGreaterThan(3)
    expect(said).toContain(host)
    expect(said).not.toMatch(/T0P|s3cret|k3y/)
  })
})

describe('the address as a setting', () => {
  const load = (value: string) =>
    loadSettings({ flags: { home: '/nowhere' }, env: { OPENBELL_ALERT_WEBHOOK: value }, cwd: '/nowhere' })

  it('is https, or this machine, and is never shown', () => {
    expect(String(load('https://hooks.example/T/s3cret').alertWebhook)).toBe('set')
    expect(load('http://127.0.0.1:8080/x').alertWebhook?.reveal()).toBe('http://127.0.0.1:8080/x')
    expect(load('http://localhost:8080/x').alertWebhook).not.toBeNull()
    for (const bad of ['http://hooks.example/s3cret', 'http://localhost.evil.example/s3cret', 'ftp://x/s3cret', 's3cret']) {
      expect(() => load(bad), bad).toThrow('OPENBELL_ALERT_WEBHOOK')
      expect(() => load(bad), bad).not.toThrow('s3cret')
    }
  })

  it('quiet hours may go over midnight', () => {
    const hours = (value: string) =>
      loadSettings({ flags: { home: '/nowhere' }, env: { OPENBELL_ALERT_QUIET_HOURS: value }, cwd: '/nowhere' }).alertQuietHours
    expect(hours('22:00-06:00')).toBe('22:00-06:00')
    expect(() => hours('22-6')).toThrow('is not HH:MM-HH:MM')
    expect(() => hours('06:00-06:00')).toThrow('begins when it ends')
  })
})
