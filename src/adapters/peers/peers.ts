import { join } from 'node:path'
import { OpenbellError } from '../../core/errors.ts'
import { once } from '../../core/once.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { PeerAnswer, PeerConfig, PeerManifest, Peers, PeerTool } from '../../ports/peers.ts'
import { ownVersion } from '../common/own-version.ts'
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
export function createPeers(options: PeersOptions): Peers {
  return new HomePeers(options)
}

class HomePeers implements Peers {
  readonly exposedAs = exposedName
  readonly #path: string
  readonly #log: Log
  readonly #options: () => Promise<PeerOptions>
  readonly #open = new Map<string, Peer>()

  constructor({ home, clock, log, env }: PeersOptions) {
    this.#path = join(home, 'peers.json')
    this.#log = log
    this.#options = once(async () => {
      const { default: PQueue } = await import('p-queue')
      return { env, clock, version: ownVersion(), starts: new PQueue({ concurrency: STARTS_AT_ONCE }) }
    })
  }

  list(): PeerConfig[] {
    return readPeers(this.#path).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  add(config: PeerConfig): void {
    checkPeer(config)
    const all = readPeers(this.#path)
    if (all.some(({ name }) => name === config.name)) throw taken(config.name)
    writePeers(this.#path, [...all, config])
  }

  remove(name: string): boolean {
    const all = readPeers(this.#path)
    const left = all.filter((one) => one.name !== name)
    if (left.length === all.length) return false
    writePeers(this.#path, left)
    this.#drop(name)
    return true
  }

  pin(name: string, tools: readonly PeerTool[]): void {
    const approved = pinsOf(tools)
    const pinned = { ...this.#find(name).pinned, ...approved }
    const all = readPeers(this.#path).map((one) => (one.name === name ? { ...one, pinned } : one))
    writePeers(this.#path, all)
    this.#log.info('peer.pinned', { peer: name, tools: Object.keys(approved) })
  }

  async look(config: PeerConfig, signal: AbortSignal): Promise<PeerManifest> {
    checkPeer(config)
    const peer = await this.#made(config)
    try {
      return await peer.manifest(signal)
    } finally {
      await peer.close()
    }
  }

  async manifest(name: string, signal: AbortSignal): Promise<PeerManifest> {
    return (await this.#peer(name)).manifest(signal)
  }

  async call(name: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<PeerAnswer> {
    return (await this.#peer(name)).call(tool, args, signal)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((peer) => peer.close()))
    this.#open.clear()
  }

  #find(name: string): PeerConfig {
    const config = readPeers(this.#path).find((one) => one.name === name)
    if (config) return config
    throw new OpenbellError('not-found', `there is no peer '${name}'`, 'openbell mcp list')
  }

  async #peer(name: string): Promise<Peer> {
    const config = this.#find(name)
    // Connected anew under an old name: what runs is another server.
    if (this.#open.get(name)?.isFor(config) === false) this.#drop(name)
    const fresh = this.#open.has(name) ? null : await this.#made(config)
    const peer = this.#open.get(name) ?? fresh!
    peer.update(config)
    this.#open.set(name, peer)
    return peer
  }

  async #made(config: PeerConfig): Promise<Peer> {
    const { Peer } = await import('./peer.ts')
    return new Peer(config, await this.#options())
  }

  #drop(name: string): void {
    const peer = this.#open.get(name)
    this.#open.delete(name)
    void peer?.close()
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
