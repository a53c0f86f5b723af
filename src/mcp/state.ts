import type { Context } from '../operations/context.ts'
import type { Jobs } from './jobs/jobs.ts'
import type { Watches } from './resources/watches.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall, ToolListing } from './tool.ts'
import type { KeptAnswers } from './tools/kept-answers.ts'

/** How the server was started; no tool can change it. */
export interface ServerOptions {
  toolsets: readonly string[]
  /** Tools that are listed too. */
  tools?: readonly string[]
  /** Tools that this server does not have. */
  without?: readonly string[]
  readOnly: boolean
  allow: 'paper' | 'live' | null
  compat: boolean
  /** Limits of every order of programs, as `--risk` has them; default settings. */
  risk?: string
}

/** What lives as long as the server: the same for every request, session and protocol era. */
export interface ServerState {
  options: ServerOptions
  /** The context calls are derived from: caller `mcp`, nobody to ask. */
  context: Context
  version: string
  /** Long work that runs in processes of its own. */
  jobs: Jobs
  /** Long answers, kept for their next pages. */
  answers: KeptAnswers
  /** Live resources: watched while somebody is subscribed. */
  watches: Watches
  /** Every tool that may be called, listed or only found. */
  tools(): Promise<ReadonlyMap<string, Tool>>
  /** Names of those that are listed, in order. */
  listed(): Promise<readonly string[]>
  /** What clients are told of those. */
  list(): Promise<readonly ToolListing[]>
  /** A tool by its name, for a call. @throws OpenbellError not-found; denied (and recorded) for what this server was not started for */
  tool(name: string, call?: Pick<ToolCall, 'context'>, args?: JsonObject): Promise<Tool>
  /** Runs a tool: the one way, for those that are listed and those that are found. @throws OpenbellError */
  call(call: ToolCall, tool: Tool, args: JsonObject): Promise<ToolAnswer>
  /** Ends with the server: `end` is called once. */
  onClose(end: () => void): void
  close(): Promise<void>
}
