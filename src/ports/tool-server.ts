/** How the server for AI clients is started. */
export interface ToolServerOptions {
  /** null = stdio; else the TCP port on loopback, 0 = any free one. */
  port: number | null
  /** Names of toolsets, or 'default', or 'all'. */
  toolsets: readonly string[]
  readOnly: boolean
  allow: 'paper' | 'live' | null
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

/** Serves the operations to AI clients. */
export interface ToolServer {
  /** @throws OpenbellError `usage` for an unknown toolset or a port in use; `denied` when what is allowed contradicts the settings */
  start(options: ToolServerOptions): Promise<RunningToolServer>
}
