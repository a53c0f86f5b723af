import { createServer, type Server } from 'node:net'
import { OpenbellError } from '../../core/errors.ts'
import type { HubHandler, HubOwner, HubServer } from '../../ports/hub.ts'
import type { Log } from '../../ports/log.ts'
import { toFrame } from './frames.ts'
import { ServedPeer } from './peer.ts'
import { makePlace, type Place, putInPlace, socketOf } from './place.ts'

/** More than a person attaches; a program gone wild is kept out. */
const MOST_PEERS = 32

interface ServeParts {
  place: Place
  owner: HubOwner
  handler: HubHandler
  log: Log
}

/**
 * Listens under a name of its own, made owner-only before anybody knows it, and renames it to the one that is looked for: no moment at which
 * the socket is open to others, none at which two processes have removed each other's. Whoever calls has made sure that no living process serves.
 */
export async function openHubServer({ place, owner, handler, log }: ServeParts): Promise<HubServer> {
  makePlace(place)
  const path = socketOf(place, owner.source)
  const made = place.pipes ? path : `${path.slice(0, -'.socket'.length)}.${owner.pid}`
  const peers = new Set<ServedPeer>()
  const server = createServer((socket) => {
    if (peers.size >= MOST_PEERS) return void socket.destroy()
    const peer = new ServedPeer(socket, { owner, log, handler, gone: () => peers.delete(peer) })
    peers.add(peer)
  })
  await listen(server, made)
  const remove = putInPlace(place, made, path)
  return {
    frame: toFrame,
    async close(reason) {
      remove()
      const ended = new Promise<void>((done) => {
        server.close(() => done())
      })
      await Promise.all([...peers].map((peer) => peer.end(reason)))
      await ended
    },
  }
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      fail(new OpenbellError('config', `no session can be served at ${path}: ${cause.message}`, 'give another --home', cause))
    })
    server.listen(path, done)
    server.unref()
  })
}
