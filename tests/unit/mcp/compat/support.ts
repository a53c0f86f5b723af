import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadSettings } from '../../../../src/adapters/settings/load.ts'
import { createApp } from '../../../../src/app.ts'
import { createState } from '../../../../src/mcp/create-state.ts'
import { createJobs } from '../../../../src/mcp/jobs/create.ts'
import type { ServerOptions, ServerState } from '../../../../src/mcp/state.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../../../../src/mcp/tool.ts'
import { freshHome } from '../../../support/cli.ts'
import { impatient } from '../../../support/jobs.ts'

/** An hour into a session: prints are there, and orders may be judged. */
export const AS_OF = '2026-03-20T15:00:00Z'

export interface Served {
  state: ServerState
  home: string
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever shape it expects
  ask(name: string, args?: JsonObject): Promise<any>
  answer(name: string, args?: JsonObject): Promise<ToolAnswer>
  end(): Promise<void>
}

export interface ServeOptions extends Partial<Omit<ServerOptions, 'risk'>> {
  home?: string
  /** Calls wait for no long work: it is answered by handles. */
  handles?: true
  /** Limits in the settings, in place of the written ones. */
  risk?: Record<string, unknown>
  /** Global flags as on the command line, without dashes. */
  flags?: Record<string, string>
}

/** What a server has in a new home on the simulated market: real adapters, real processes for jobs. Tools are called as its transport calls them. */
export async function serve({ home = freshHome(), flags, risk, handles, ...options }: ServeOptions = {}): Promise<Served> {
  if (risk) writeFileSync(join(home, 'openbell.config.json'), JSON.stringify({ risk }))
  const settings = loadSettings({ flags: { home, 'as-of': AS_OF, ...flags }, env: {}, cwd: home })
  const end = new AbortController()
  const progress = { update() {}, note() {}, warn() {} }
  const app = await createApp({ globals: {}, settings, progress, signal: end.signal, caller: 'mcp' })
  const started: ServerOptions = { toolsets: ['default'], readOnly: false, allow: null, compat: true, ...options }
  const state = createState(app.context, started, (served) => {
    const jobs = createJobs(served, { graceMs: 200 })
    return handles ? impatient(jobs) : jobs
  })
  const call: ToolCall = { context: state.context, client: null, server: state }
  const answer = async (name: string, args: JsonObject = {}) => state.call(call, await state.tool(name), args)
  return {
    state,
    home,
    answer,
    ask: async (name, args) => (await answer(name, args)).structured,
    async end() {
      await state.close()
      end.abort()
      await app.close()
    },
  }
}
