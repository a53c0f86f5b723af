import { asOpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import { SIP_DELAY_MS } from '../query.ts'
import type { World } from '../world.ts'
import type { SocketFamily } from './attach.ts'
import { errorMessage, type StreamErrorCode } from './channels.ts'
import { createClient } from './client.ts'
import { JSON_TEXT, MSGPACK } from './codec.ts'
import { speakData } from './data-dialect.ts'
import { createFeed, type Feed } from './feed.ts'
import { type Cuts, refuseSocket, refuseUpgrade, wantsMsgpack } from './socket-faults.ts'
import { createSubscriptions } from './subscriptions.ts'
import { marketReader } from './tape-reader.ts'
import { testReader } from './test-reader.ts'

const NEWS_PATH = '/v1beta1/news'

/** The market-data streams: `/v2/{iex,sip,delayed_sip,test}` and `/v1beta1/news`. */
export function createDataStream(world: World, cut: () => Cuts): SocketFamily {
  const feeds = new Map<string, Feed>([
    ['/v2/iex', createFeed(world, marketReader(world, true), cut())],
    ['/v2/sip', createFeed(world, marketReader(world, false), cut())],
    ['/v2/delayed_sip', createFeed(world, marketReader(world, false), cut(), SIP_DELAY_MS)],
    ['/v2/test', createFeed(world, testReader, cut())],
    [NEWS_PATH, createFeed(world, marketReader(world, false), cut())],
  ])
  const ended = new AbortController()
  return {
    serves: (path) => feeds.has(path),
    refuses: () => refuseUpgrade(world.faults, 'data'),
    enter(socket, request, path) {
      const feed = feeds.get(path) as Feed
      const client = createClient(socket, wantsMsgpack(request) ? MSGPACK : JSON_TEXT, world.clock, errorMessage(407))
      const scripted = refuseSocket(world.faults, 'data')
      const subscriptions = createSubscriptions(path === NEWS_PATH ? 'news' : 'stocks', () => world.rights.realtimeSip)
      const refuses = (key: string) => scripted ?? refusal(world, feed, path, key)
      const header = { key: request.headers['apca-api-key-id'], secret: request.headers['apca-api-secret-key'] }
      const one = speakData(client, subscriptions, { clock: world.clock, refuses }, header)
      feed.add(one)
      socket.on('close', () => feed.remove(one))
    },
    async advance() {
      const now = world.time.now()
      // Each feed at its own pace: a slow client of one keeps nobody of another waiting.
      await Promise.all([...feeds.values()].map((feed) => tellAll(world, feed, now, ended.signal)))
    },
    close: () => ended.abort(),
  }
}

/** What the source cannot tell just now is an internal error to who listens: they are told so, and may come again. */
async function tellAll(world: World, feed: Feed, now: Instant, signal: AbortSignal): Promise<void> {
  try {
    await feed.advance(now, signal)
  } catch (thrown) {
    if (signal.aborted) return
    const { kind, message } = asOpenbellError(thrown)
    world.log.error('pocket.stream', { kind, message })
    for (const { client } of feed.clients) client.end(errorMessage(500))
  }
}

/** The free plan has one connection an endpoint, and no consolidated tape in real time. */
function refusal(world: World, feed: Feed, path: string, key: string): StreamErrorCode | null {
  if (world.rights.realtimeSip) return null
  if (path === '/v2/sip') return 409
  return [...feed.clients].some((one) => one.client.open && one.key() === key) ? 406 : null
}
