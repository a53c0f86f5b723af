import { ProtocolError, ProtocolErrorCode, type Server, type ServerContext } from '@modelcontextprotocol/server'
import { asOpenbellError } from '../../core/errors.ts'
import { contextOf } from '../call.ts'
import type { Handlers } from '../handlers.ts'
import type { Prompt } from '../resource.ts'
import { resources } from '../resources/all.ts'
import { protocolError } from '../resources/handlers.ts'
import type { ServerState } from '../state.ts'
import { prompts } from './all.ts'

/** Values that one completion offers. */
const MOST_VALUES = 100

/** Prompts, and the completion of their arguments and of the variables of resources. */
export function promptHandlers(state: ServerState, server: Server): Handlers {
  return {
    async 'prompts/list'() {
      return {
        prompts: prompts.map(({ name, title, description, arguments: args }) => ({
          ...{ name, title, description },
          arguments: args.map((one) => ({ name: one.name, description: one.description, required: one.required })),
        })),
      }
    },
    async 'prompts/get'({ params }, ctx) {
      const { name, arguments: values = {} } = params as { name: string; arguments?: Record<string, string> }
      const prompt = promptOf(name)
      try {
        refuse(prompt, values)
        const text = await prompt.write(contextOf(state, server, ctx, []), values)
        return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] }
      } catch (thrown) {
        throw thrown instanceof ProtocolError ? thrown : protocolError(state, asOpenbellError(thrown))
      }
    },
    async 'completion/complete'({ params }, ctx) {
      const all = await completions(state, server, ctx, params as unknown as CompleteParams)
      return { completion: { values: all.slice(0, MOST_VALUES), total: all.length, hasMore: all.length > MOST_VALUES } }
    },
  }
}

interface CompleteParams {
  ref: { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string }
  argument: { name: string; value: string }
}

function promptOf(name: string): Prompt {
  const prompt = prompts.find((one) => one.name === name)
  if (prompt) return prompt
  const names = prompts.map((one) => one.name).join(', ')
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, `unknown prompt '${String(name).slice(0, 64)}': ${names}`)
}

function refuse(prompt: Prompt, values: Record<string, string>): void {
  const known = prompt.arguments.map((one) => one.name)
  const extra = Object.keys(values).find((name) => !known.includes(name))
  const missing = prompt.arguments.find((one) => one.required && values[one.name] === undefined)
  const wrong = extra ? `unknown argument '${extra.slice(0, 64)}'` : missing ? `argument '${missing.name}' is missing` : null
  if (wrong) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `${prompt.name}: ${wrong}; it takes ${known.join(', ')}`)
}

/** A value nobody can complete has no completions: that is no error. */
async function completions(state: ServerState, server: Server, ctx: ServerContext, params: CompleteParams): Promise<string[]> {
  const { ref, argument } = params
  const call = contextOf(state, server, ctx, [])
  const typed = String(argument.value).slice(0, 100)
  try {
    if (ref.type === 'ref/resource') {
      const resource = resources.find((one) => one.uri === ref.uri)
      return (await resource?.complete?.(call, argument.name, typed)) ?? []
    }
    const known = promptOf(ref.name).arguments.find((one) => one.name === argument.name)
    return (await known?.complete?.(call, typed)) ?? []
  } catch (thrown) {
    throw thrown instanceof ProtocolError ? thrown : protocolError(state, asOpenbellError(thrown))
  }
}
