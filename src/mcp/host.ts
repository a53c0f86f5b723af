import { randomBytes } from 'node:crypto'
import { OpenbellError } from '../core/errors.ts'
import type { Context } from '../operations/context.ts'
import { TOOLSETS } from '../operations/operation.ts'
import { createState } from './create-state.ts'
import { createJobs } from './jobs/create.ts'
import type { ServerState } from './state.ts'

type ToolServer = Awaited<ReturnType<Context['toolServer']>>
type Options = Parameters<ToolServer['start']>[0]
type Running = Awaited<ReturnType<ToolServer['start']>>

/** Serves the operations of a context to AI clients. */
export function createToolServer(context: Context): ToolServer {
  return { start: (options) => start(context, options), describe: (options) => describe(context, options) }
}

async function start(context: Context, options: Options): Promise<Running> {
  refuseContradiction(context, options)
  const state = createState(context, options, (served) => createJobs(served))
  // Names that no tool has are told before anything is served.
  if (options.tools.length + options.without.length > 0) await state.tools()
  const { createFactory } = await import('./server.ts')
  const factory = createFactory(state)
  if (options.port === null) {
    const { serveStdio } = await import('./stdio.ts')
    const served = serveStdio(factory, state)
    const info = infoOf(state, options, 0, { transport: 'stdio', url: null, token: null })
    return { info, ended: served.ended, close: () => closeAll(served, state) }
  }
  const { serveHttp } = await import('./http/serve.ts')
  const { token, made } = tokenOf(context, options)
  const served = await serveHttp({ factory, state, port: options.port, token, log: context.log })
  if (token === null) context.progress.warn('no token is asked for: any program on this machine may call this server')
  const listed = (await state.listed()).length
  const info = infoOf(state, options, listed, { transport: 'http', url: served.url, token: made ? token : null })
  return { info, ended: new Promise(() => {}), close: () => closeAll(served, state) }
}

/** What such a server would say of itself: made as it is made for one, and ended at once. */
async function describe(context: Context, options: Parameters<ToolServer['describe']>[0]) {
  const { manifestOf } = await import('./peers/manifest.ts')
  const state = createState(context, options, (served) => createJobs(served))
  try {
    return await manifestOf(state)
  } finally {
    await state.close()
  }
}

/** Mode is fixed by the settings: what is allowed must say the same. */
function refuseContradiction({ settings }: Context, { allow, readOnly, port, token, risk }: Options): void {
  if (risk === 'none' && settings.mode === 'live')
    throw new OpenbellError('usage', '--risk none is for simulated and paper accounts', '--risk settings')
  if (allow === 'live' && settings.mode !== 'live')
    throw new OpenbellError(
      'usage',
      '--allow live without --mode live: the account stays paper',
      '--mode live --allow live, or --allow paper',
    )
  if (allow === 'paper' && settings.mode === 'live')
    throw new OpenbellError(
      'denied',
      'mode is live, and --allow paper is about paper accounts',
      'leave --mode live out, or --allow live',
    )
  if (allow && readOnly) throw new OpenbellError('usage', '--allow and --read-only contradict each other', 'leave one out')
  if (!token && port === null)
    throw new OpenbellError('usage', '--no-token is about HTTP: stdio has no token', '--http --no-token')
}

/** The token of the settings, else a random one of this start. */
function tokenOf({ settings }: Context, { token }: Options): { token: string | null; made: boolean } {
  if (!token) return { token: null, made: false }
  const given = settings.mcpToken?.reveal()
  return given === undefined ? { token: randomBytes(24).toString('base64url'), made: true } : { token: given, made: false }
}

function infoOf(
  { context: { settings } }: ServerState,
  { toolsets, allow, readOnly }: Options,
  tools: number,
  at: Pick<Running['info'], 'transport' | 'url' | 'token'>,
): Running['info'] {
  const named = toolsets.includes('all') ? [...TOOLSETS] : [...toolsets]
  const { mode, source, broker } = settings
  return { ...at, tools, toolsets: named, mode, allow, readOnly, source, broker }
}

async function closeAll(served: { close(): Promise<void> }, state: ServerState): Promise<void> {
  await served.close()
  await state.close()
}
