import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { asOpenbellError, type OpenbellError } from '../../core/errors.ts'
import { contextOf } from '../call.ts'
import { errorText, hideSecrets } from '../errors.ts'
import type { Handlers } from '../handlers.ts'
import type { Resource } from '../resource.ts'
import type { ServerState } from '../state.ts'
import { fitted } from '../tools/page.ts'
import { resources } from './all.ts'
import { findResource } from './find.ts'

const TYPE = 'application/json'
/** Resources that one client may listen to. */
const MOST_SUBSCRIBED = 100
const isTemplate = ({ uri }: Resource) => uri.includes('{')

/**
 * How this instance tells of changes: a 2025 client's own subscriptions; over stdio of 2026 everything, since the SDK passes on what is
 * listened to; over HTTP of 2026 nothing, since an instance lives for one request and the transport tells.
 */
export type Telling = 'subscribed' | 'everything' | 'nothing'

/** What resources are, what they hold, and who hears of their changes. One instance of a server has its own subscriptions. */
export function resourceHandlers(state: ServerState, server: Server, telling: Telling): Handlers {
  const subscribed = new Map<string, () => void>()
  if (telling !== 'nothing') tell(state, server, (uri) => telling === 'everything' || subscribed.has(uri), subscribed)
  return {
    async 'resources/list'() {
      return { resources: resources.filter((one) => !isTemplate(one)).map(({ uri, ...one }) => ({ uri, ...described(one) })) }
    },
    async 'resources/templates/list'() {
      const templates = resources.filter(isTemplate)
      return { resourceTemplates: templates.map(({ uri, ...one }) => ({ uriTemplate: uri, ...described(one) })) }
    },
    async 'resources/read'({ params }, ctx) {
      return read(state, server, ctx, String(params?.uri))
    },
    async 'resources/subscribe'({ params }) {
      const uri = String(params?.uri)
      if (!findResource(uri)) throw new ResourceNotFoundError(uri)
      if (!subscribed.has(uri) && subscribed.size >= MOST_SUBSCRIBED)
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${MOST_SUBSCRIBED} resources are subscribed already`)
      if (!subscribed.has(uri)) subscribed.set(uri, state.watches.open(uri))
      return {}
    },
    async 'resources/unsubscribe'({ params }) {
      const uri = String(params?.uri)
      subscribed.get(uri)?.()
      subscribed.delete(uri)
      return {}
    },
  }
}

function tell(state: ServerState, server: Server, wanted: (uri: string) => boolean, subscribed: Map<string, () => void>): void {
  const silence = state.watches.listen((uri) => {
    if (wanted(uri)) server.sendResourceUpdated({ uri }).catch(() => {})
  })
  const closed = server.onclose
  server.onclose = () => {
    closed?.()
    silence()
    for (const leave of subscribed.values()) leave()
    subscribed.clear()
  }
}

function described({ name, title, description }: Omit<Resource, 'uri'>) {
  return { name, title, description, mimeType: TYPE }
}

async function read(state: ServerState, server: Server, ctx: ServerContext, uri: string) {
  const found = findResource(uri)
  if (!found) throw new ResourceNotFoundError(uri.slice(0, 300))
  try {
    const value = await found.resource.read(contextOf(state, server, ctx, []), found.variables)
    const { mode } = state.context.settings
    const whole = { ...(value.mode === undefined && { mode }), ...value }
    return { contents: [{ uri, mimeType: TYPE, text: JSON.stringify(hideSecrets(state, fitted(uri, whole, state.answers))) }] }
  } catch (thrown) {
    throw protocolError(state, asOpenbellError(thrown), uri)
  }
}

/** The protocol's own error for what has no answer of a tool. */
export function protocolError(state: ServerState, error: OpenbellError, uri?: string): Error {
  if (uri !== undefined && (error.kind === 'not-found' || error.kind === 'no-data')) return new ResourceNotFoundError(uri)
  const { kind, message, hint } = errorText(state, error)
  const code = ['usage', 'not-found', 'no-data'].includes(kind)
    ? ProtocolErrorCode.InvalidParams
    : ProtocolErrorCode.InternalError
  return new ProtocolError(code, `${kind}: ${message}${hint ? ` (${hint})` : ''}`)
}
