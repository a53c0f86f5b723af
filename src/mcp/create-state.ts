import { readFileSync } from 'node:fs'
import { once } from '../core/once.ts'
import type { Context } from '../operations/context.ts'
import { callTool } from './call.ts'
import type { Jobs } from './jobs/jobs.ts'
import { refused } from './refused.ts'
import { Watches } from './resources/watches.ts'
import type { ServerOptions, ServerState } from './state.ts'
import { findTool, toolsOf } from './tools/all.ts'
import { offWith } from './tools/chosen.ts'
import { KeptAnswers } from './tools/kept-answers.ts'
import { shortList } from './tools/short-list.ts'
import { toolName } from './tools/tool-name.ts'

/** What lives as long as the server. `context`: that of the process that serves; calls get one of their own, with nobody to ask. */
export function createState(context: Context, options: ServerOptions, makeJobs: (served: Context) => Jobs): ServerState {
  const served = contextFor(context, options)
  const jobs = makeJobs(served)
  const made = once(() => toolsOf(options, served))
  const list = once(async () => {
    const { tools, listed } = await made()
    return shortList(listed.map((name) => tools.get(name)!))
  })
  const ends: (() => void)[] = []
  const state: ServerState = {
    options,
    context: served,
    version: versionOf(),
    jobs,
    answers: new KeptAnswers(),
    watches: new Watches((signal) => ({ context: { ...served, signal }, client: null, server: state }), served.log),
    tools: async () => (await made()).tools,
    listed: async () => (await made()).listed,
    list,
    async tool(name, call = { context: served }, args = {}) {
      const tools = await made()
      try {
        return findTool(tools, name, { ...options, mode: served.settings.mode })
      } catch (thrown) {
        const known = tools.refused.get(toolName(name))
        if (!known) throw thrown
        throw await refused(call.context, { tool: known.operation ?? name, effect: known.effect, args, thrown })
      }
    },
    call: callTool,
    onClose: (end) => void ends.push(end),
    async close() {
      for (const end of ends) end()
      state.watches.close()
      await jobs.close()
    },
  }
  return state
}

function contextFor(context: Context, { readOnly, allow, risk, without = [] }: ServerOptions): Context {
  return {
    ...context,
    caller: 'mcp',
    grants: {
      write: !readOnly,
      trade: readOnly ? null : allow,
      ...(risk !== undefined && { risk }),
      ...(without.length > 0 && { without: offWith(without) }),
    },
    interactive: false,
    assumeYes: false,
    ask: async () => null,
    busy: (work) => work(),
    // Tables of a server are its session's: in memory, bounded, gone with it.
    datasets: () => context.datasets('session'),
  }
}

function versionOf(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version
}
