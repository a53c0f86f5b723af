import type { Instant } from '../core/time.ts'

/** A tool as a person approved it. Clients are shown this; what the peer says later must have the same hash. */
export interface PinnedTool {
  /** SHA-256 of name, title, description, schemas and hints, as canonical JSON. */
  hash: string
  title: string | null
  description: string
  inputSchema: Record<string, unknown>
  outputSchema: Record<string, unknown> | null
}

/** Another MCP server as the user configured it. */
export interface PeerConfig {
  /** Lower-case words of letters and digits between single hyphens, 24 characters at most. */
  name: string
  transport:
    | {
        kind: 'stdio'
        command: string
        args: string[]
        /** Folder the command is started in. */
        cwd: string
        /** Names of environment variables passed on; nothing else is, but what every program needs (PATH, HOME ...). */
        env: string[]
      }
    | {
        kind: 'http'
        url: string
        /** Environment variable that holds the bearer token. */
        tokenEnv: string | null
      }
  /** Approved tools by the peer's own name of them. */
  pinned: Record<string, PinnedTool>
  addedAt: Instant
}

export interface PeerTool extends PinnedTool {
  peer: string
  /** The peer's own name of it. */
  name: string
  /** `peer__tool`, at most 64 characters. */
  exposedAs: string
  /** `pinned`: as approved; `new`, `changed`: not callable until approved; `refused`: never. */
  state: 'pinned' | 'new' | 'changed' | 'refused'
  /** Why it is refused; null otherwise. */
  reason: string | null
}

export interface PeerManifest {
  peer: string
  /** The server's own name of itself: a claim. */
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
  /** Checked against the peer's own schema where it has one; null when there is none. */
  structured: unknown
  text: string
  isError: boolean
  /** Cut at the size limit. */
  truncated: boolean
}

/** Other MCP servers: only configured ones, each with its own timeout and breaker; none can place or trigger an order. */
export interface Peers {
  /** By name. @throws OpenbellError `config` when the file of peers cannot be read */
  list(): PeerConfig[]
  /** @throws OpenbellError `usage` for a name that is taken, an address or a variable that may not be used */
  add(peer: PeerConfig): void
  /** False when there was none. */
  remove(name: string): boolean
  /** Approves tools as they are now; refused ones are left out. @throws OpenbellError `not-found` */
  pin(name: string, tools: readonly PeerTool[]): void
  /** Asks a server that is not configured yet what it offers. @throws OpenbellError `unavailable`, `usage` */
  look(peer: PeerConfig, signal: AbortSignal): Promise<PeerManifest>
  /** Asks a peer what it offers. @throws OpenbellError `unavailable`, `not-found` */
  manifest(name: string, signal: AbortSignal): Promise<PeerManifest>
  /** `peer__tool`: the name that clients of ours see. */
  exposedAs(name: string, tool: string): string
  /** Calls a pinned tool. @throws OpenbellError `unavailable`, `not-found`, `denied` (not pinned, changed, refused), `usage` (arguments) */
  call(name: string, tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<PeerAnswer>
  close(): Promise<void>
}
