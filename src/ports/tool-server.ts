/** How the server for AI clients is started. */
export interface ToolServerOptions {
  /** null = stdio; else the TCP port on loopback, 0 = any free one. */
  port: number | null
  /** Names of toolsets, or 'default', or 'all'. */
  toolsets: readonly string[]
  /** Names of tools that are listed too. */
  tools: readonly string[]
  /** Names of tools that this server does not have, by whatever name: neither they nor what asks for the same. */
  without: readonly string[]
  readOnly: boolean
  allow: 'paper' | 'live' | null
  /** Limits of every order of programs: `settings`, `none`, or a file. */
  risk: string
  /** Lists the tools that clients of other servers know. */
  compat: boolean
  /** False = HTTP without a bearer token. */
  token: boolean
}

export interface ToolServerInfo {
  transport: 'stdio' | 'http'
  url: string | null
  /** The bearer token when it was made for this start; null when it came from the environment or there is none. */
  token: string | null
  tools: number
  toolsets: string[]
  mode: 'paper' | 'live'
  allow: 'paper' | 'live' | null
  readOnly: boolean
  source: string
  broker: string
}

export interface RunningToolServer {
  info: ToolServerInfo
  /** Settles when the client has gone (stdio) or the server was closed. */
  ended: Promise<void>
  close(): Promise<void>
}

/** What a server offers, and what it may do: how openbells know each other. */
export interface ToolServerManifest {
  name: 'openbell'
  version: string
  /** Protocol revisions, newest first. */
  protocols: string[]
  mode: 'paper' | 'live'
  allow: 'paper' | 'live' | null
  readOnly: boolean
  source: string
  broker: string
  toolsets: string[]
  tools: { name: string; toolset: string; effect: 'read' | 'write' | 'trade'; listed: boolean }[]
  resources: string[]
  prompts: string[]
  /** Tools that give a view of a symbol, for others to ask. */
  analyses: { kind: 'technical'; tool: string; argument: string }[]
  /** How many other servers it asks in turn. */
  peers: number
}

/** Serves the operations to AI clients. */
export interface ToolServer {
  /** @throws OpenbellError `usage` for an unknown tool or a port in use; `denied` when what is allowed contradicts the settings */
  start(options: ToolServerOptions): Promise<RunningToolServer>
  /** What a server that is started so would say of itself; nothing is started. */
  describe(options: Pick<ToolServerOptions, 'toolsets' | 'readOnly' | 'allow' | 'compat'>): Promise<ToolServerManifest>
}
