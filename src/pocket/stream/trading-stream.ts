import type { Instant } from '../../core/time.ts'
import { spoil } from '../faults/spoil.ts'
import type { World } from '../world.ts'
import type { SocketFamily } from './attach.ts'
import { createClient } from './client.ts'
import { type Codec, JSON_BINARY, MSGPACK } from './codec.ts'
import { deliverUpdates } from './deliver.ts'
import { type Cuts, isMuted, refuseSocket, refuseUpgrade, wantsMsgpack } from './socket-faults.ts'
import { tradeUpdate } from './trade-update.ts'
import { speakTrading, type TradingClient } from './trading-dialect.ts'

const STREAM_PATH = '/stream'

/** Body faults whose path is the stream's strike updates as they strike answers; only the data is spoiled, not the envelope. */
function spoiledUpdate(world: World, message: Record<string, unknown>): Record<string, unknown> {
  const fault = world.faults.take(['unknown-fields', 'missing-fields'], ({ path }) => path === STREAM_PATH)
  return fault ? { ...message, data: spoil(message.data, fault) } : message
}

/** `/stream`: every connection that listens hears every change of an order, in the order it happened. Nothing is kept for who comes later. */
export function createTradingStream(world: World, cuts: Cuts): SocketFamily {
  const clients = new Set<TradingClient>()
  const cut = (by: Instant) => {
    if (cuts.due(by)) for (const { client } of clients) client.socket.terminate()
  }
  const updates = deliverUpdates(world, (event, at) => {
    cut(at)
    if (isMuted(world.faults, 'trading', at)) return
    if (clients.size === 0) return
    const message = spoiledUpdate(world, tradeUpdate(world.seed, event))
    // Written once for all who listen in the same codec.
    const frames = new Map<Codec, Uint8Array>()
    for (const one of clients) {
      if (!one.listens()) continue
      const frame = frames.get(one.client.codec) ?? one.client.codec.encode(message)
      frames.set(one.client.codec, frame)
      one.client.send(frame)
    }
  })
  return {
    serves: (path) => path === STREAM_PATH,
    refuses: () => refuseUpgrade(world.faults, 'trading'),
    enter(socket, request) {
      const client = createClient(socket, wantsMsgpack(request) ? MSGPACK : JSON_BINARY, world.clock, null)
      const one = speakTrading(client, world.clock, refuseSocket(world.faults, 'trading'))
      clients.add(one)
      socket.on('close', () => clients.delete(one))
    },
    async advance() {
      updates.advance()
      cut(world.time.now())
    },
    close: () => updates.close(),
  }
}
