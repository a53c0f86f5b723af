import type { Instant } from '../core/time.ts'

/** Another MCP server as the user configured it. */
export interface PeerConfig {
  name: string
  transport:
    | {
        kind: 'stdio'
        command: string
        args: string[] /** Names of environment variables passed on; nothing else is. */
        env: string[]
      }
    | { kind: 'http'; url: string /** Environment variable that holds the bearer token. */; tokenEnv: string | null }
  /** Approved tools: hash of name, description and schemas. */
  pinned: Record<string, string>
  addedAt: Instant
}

export interface PeerTool {
  peer: string
  /** The peer's own name of it. */
  name: string
  /** `peer__tool`. */
  exposedAs: string
  description: string
  inputSchema: Record<string, unknown>
  outputSchema: Record<string, unknown> | null
  hash: string
  /** `pinned`: as approved; `new`, `changed`: not callable until approved; `refused`: it can place orders, or its name collides. */
  state: 'pinned' | 'new' | 'changed' | 'refused'
}

export interface PeerManifest {
  peer: string
  title: string | null
  version: string | null
  protocol: string | null
  tools: PeerTool[]
  prompts: number
  resources: number
}

/** What a peer answered: text from outside, never trusted. */
export interface PeerAnswer {
  peer: string
  tool: string
  structured: unknown
  text: string
  isError: boolean
  /** Cut at the size limit. */
  truncated: boolean
}

/** Other MCP servers: only configured ones, each with its own timeout and breaker; none can place or trigger an order. */
export interface Peers {
  list(): PeerConfig[]
  add(peer: PeerConfig): void
  /** False when there was none. */
  remove(name: string): boolean
  /** Approves tools as they are now. */
  pin(name: string, hashes: Record<string, string>): void
  /** Asks a peer what it offers. @throws OpenbellError `unavailable`, `not-found` */
  manifest(name: string, signal: AbortSignal): Promise<PeerManifest>
  /** Calls a pinned tool. @throws OpenbellError `unavailable`, `not-found`, `denied` (not pinned, changed, refused) */
  call(name: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<PeerAnswer>
  close(): Promise<void>
}
