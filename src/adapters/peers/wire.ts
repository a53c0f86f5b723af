import type { Client, PriorDiscovery } from '@modelcontextprotocol/client'
import type { PeerConfig } from '../../ports/peers.ts'

export interface LinkOptions {
  peer: PeerConfig
  env: Record<string, string | undefined>
  version: string
  prior: PriorDiscovery | null
  signal: AbortSignal
}

/** What carries the protocol to a peer. */
export interface Wire {
  transport: Parameters<Client['connect']>[0]
  /** Why it broke, as a program said it by its end or beside the protocol; null when nothing was said. */
  fault(): string | null
  end(close: () => Promise<void>): Promise<void>
}

/** What a program that was told to end has before it is killed. */
export const END_MS = 1_000

export function later(ms: number): Promise<false> {
  return new Promise((done) => {
    setTimeout(() => done(false), ms).unref()
  })
}
