import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import { once } from '../../core/once.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { PeerConfig, Peers, PeerTool } from '../../ports/peers.ts'
import { checkPeer } from './config.ts'
import { exposedName } from './names.ts'
import type { Peer, PeerOptions } from './peer.ts'
import { readPeers, writePeers } from './peers-file.ts'

const STARTS_AT_ONCE = 4

export interface PeersOptions {
  home: string
  clock: Clock
  log: Log
  env: Record<string, string | undefined>
}

/** The peers of a home folder, in `peers.json`: connected to when they are first asked. */
export function createPeers({ home, clock, log, env }: PeersOptions): Peers {
  const path = join(home, 'peers.json')
  const options = once(async (): Promise<PeerOptions> => {
    const { default: PQueue } = await import('p-queue')
    return { env, clock, version: versionOf(), starts: new PQueue({ concurrency: STARTS_AT_ONCE }) }
  })
  const open = new Map<string, Peer>()

  const find = (name: string): PeerConfig => {
    const config = readPeers(path).find((one) => one.name === name)
    if (config) return config
    throw new OpenbellError('not-found', `there is no peer '${name}'`, 'openbell mcp list')
  }
  const made = async (config: PeerConfig): Promise<Peer> => {
    const { Peer } = await import('./peer.ts')
    return new Peer(config, await options())
  }
  const drop = (name: string) => {
    const peer = open.get(name)
    open.delete(name)
    void peer?.close()
  }
  const peerOf = async (name: string): Promise<Peer> => {
    const config = find(name)
    // Connected anew under an old name: what runs is another server.
    if (open.get(name)?.isFor(config) === false) drop(name)
    const fresh = open.has(name) ? null : await made(config)
    const peer = open.get(name) ?? fresh!
    peer.update(config)
    open.set(name, peer)
    return peer
  }
  return {
    list: () => readPeers(path).sort((a, b) => (a.name < b.name ? -1 : 1)),
    add(config) {
      checkPeer(config)
      const all = readPeers(path)
      if (all.some(({ name }) => name === config.name)) throw taken(config.name)
      writePeers(path, [...all, config])
    },
    remove(name) {
      const all = readPeers(path)
      const left = all.filter((one) => one.name !== name)
      if (left.length === all.length) return false
      writePeers(path, left)
      drop(name)
      return true
    },
    pin(name, tools) {
      const pinned = { ...find(name).pinned, ...pinsOf(tools) }
      writePeers(
        path,
        readPeers(path).map((one) => (one.name === name ? { ...one, pinned } : one)),
      )
      log.info('peer.pinned', { peer: name, tools: Object.keys(pinsOf(tools)) })
    },
    async look(config, signal) {
      checkPeer(config)
      const peer = await made(config)
      try {
        return await peer.manifest(signal)
      } finally {
        await peer.close()
      }
    },
    exposedAs: exposedName,
    manifest: async (name, signal) => (await peerOf(name)).manifest(signal),
    call: async (name, tool, args, signal) => (await peerOf(name)).call(tool, args, signal),
    async close() {
      await Promise.all([...open.values()].map((peer) => peer.close()))
      open.clear()
    },
  }
}

function pinsOf(tools: readonly PeerTool[]): PeerConfig['pinned'] {
  const callable = tools.filter(({ state }) => state !== 'refused')
  return Object.fromEntries(
    callable.map(({ name, hash, title, description, inputSchema, outputSchema }) => [
      name,
      { hash, title, description, inputSchema, outputSchema },
    ]),
  )
}

function taken(name: string): OpenbellError {
  return new OpenbellError('usage', `there is a peer '${name}' already`, `openbell mcp disconnect ${name}, or another name`)
}

/** Ours, as peers are told it. */
function versionOf(): string {
  const file = new URL('../../../package.json', import.meta.url)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : '0'
}
