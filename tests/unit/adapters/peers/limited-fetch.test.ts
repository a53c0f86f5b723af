import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { limitedFetch } from '../../../../src/adapters/peers/limited-fetch.ts'

const open: Server[] = []
afterEach(() => {
  for (const one of open.splice(0)) one.close().closeAllConnections()
})

async function served(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  open.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`
}

const asked = (url: string) => limitedFetch(url, { method: 'POST', body: '{}', headers: { authorization: 'Bearer word' } })

describe('a request to a peer', () => {
  it.each([301, 302, 307, 308])('follows no redirect (%i): the token is meant for one host', async (status) => {
    const seen: unknown[] = []
    const other = await served((request, response) => {
      seen.push(request.headers.authorization)
      response.end('{}')
    })
    const url = await served((_, response) => response.writeHead(status, { location: other }).end())
    await expect(asked(url)).rejects.toThrow()
    expect(seen).toEqual([])
  })

  it('reads so many bytes and no more', async () => {
    let sent = 0
    const url = await served((_, response) => {
      const piece = Buffer.alloc(100_000, 32)
      const more = () => {
        while (sent < 50_000_000 && !response.destroyed) {
          sent += piece.length
          if (!response.write(piece)) return response.once('drain', more)
        }
        return response.end()
      }
      more()
    })
    await expect((await asked(url)).text()).rejects.toThrow('more than 4 MB')
    expect(sent).toBeLessThan(50_000_000)
  })

  it('opens no stream on which a server would speak unasked', async () => {
    let requests = 0
    const url = await served((_, response) => {
      requests++
      response.end()
    })
    expect((await limitedFetch(url)).status).toBe(405)
    expect(requests).toBe(0)
  })
})
