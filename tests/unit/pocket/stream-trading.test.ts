import { decode } from '@msgpack/msgpack'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestPocket, type TestPocket } from '../../support/pocket.ts'
import { type Ears, listenTo } from '../../support/sockets.ts'

let pocket: TestPocket
let ears: Ears[]
beforeEach(async () => {
  pocket = await startTestPocket({ minutes: 30 })
  ears = []
})
afterEach(async () => {
  for (const one of ears) one.close()
  await pocket.close()
})

async function connect(headers: Record<string, string> = {}): Promise<Ears> {
  const one = await listenTo(`${pocket.url.replace('http', 'ws')}/stream`, headers)
  ears.push(one)
  return one
}

const authenticate = { action: 'authenticate', data: { key_id: 'PKTEST', secret_key: 'secret' } }
const listen = { action: 'listen', data: { streams: ['trade_updates'] } }

describe('the trading stream', () => {
  it('is silent until the client speaks, then takes both forms of authentication, in binary frames', async () => {
    for (const hello of [authenticate, { action: 'auth', key: 'PKTEST', secret: 'secret' }]) {
      const one = await connect()
      expect(one.heard).toEqual([])
      one.say(hello)
      const answer = await one.next()
      expect(answer.binary).toBe(true)
      expect(answer.json()).toEqual({ stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } })
      one.say({ action: 'listen', data: { streams: ['trade_updates', 'account_updates'] } })
      expect((await one.next()).json()).toEqual({ stream: 'listening', data: { streams: ['trade_updates'] } })
    }
  })

  it('turns away wrong keys and closes; a listen too early is refused and the line stays', async () => {
    const wrong = await connect()
    wrong.say({ action: 'authenticate', data: { key_id: 'AKLIVE', secret_key: 'secret' } })
    expect((await wrong.next()).json()).toEqual({
      stream: 'authorization',
      data: { status: 'unauthorized', action: 'authenticate' },
    })
    expect(await wrong.closed).toBe(1000)
    const early = await connect()
    early.say(listen)
    expect((await early.next()).json()).toEqual({ stream: 'authorization', data: { status: 'unauthorized', action: 'listen' } })
    early.say(authenticate)
    expect((await early.next()).json().data.status).toBe('authorized')
    early.say({ action: 'dance' })
    expect((await early.next()).json()).toEqual({ action: 'error', data: { error_message: 'unknown action: dance' } })
  })

  it('speaks MessagePack where the upgrade asked for it', async () => {
    const one = await connect({ 'Content-Type': 'application/msgpack' })
    one.say(authenticate)
    const answer = await one.next()
    expect(decode(answer.data)).toEqual({ stream: 'authorization', data: { status: 'authorized', action: 'authenticate' } })
  })

  it('answers no other path', async () => {
    await expect(listenTo(`${pocket.url.replace('http', 'ws')}/streams`)).rejects.toThrow('404')
  })
})
