import { z } from '../../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall, ToolListing } from '../../tool.ts'
import { ownTool } from '../../tools/own-tool.ts'
import { withoutKeys } from '../../tools/schema-keys.ts'

/** A tool under the name that clients of another server know: their arguments, one of our operations, their fields beside ours. */
export interface Alias<S extends z.ZodRawShape> {
  name: string
  description: string
  input: S
  /** Default `read`. */
  effect?: Tool['effect']
  destructive?: true
  /** False for what asks nobody outside this machine. Default true: market data may come from a vendor. */
  openWorld?: false
  /** Default: those that only read. */
  idempotent?: false
  run(call: ToolCall, input: z.output<z.ZodObject<S, z.core.$strict>>): Promise<ToolAnswer | JsonObject>
}

/** Makes the tool: its arguments are judged by `input`, strictly. */
export function alias<S extends z.ZodRawShape>(one: Alias<S>): Tool {
  const { name, description, effect = 'read', run } = one
  const tool = ownTool({
    name,
    title: titleOf(name),
    description,
    toolset: 'compat',
    effect,
    destructive: one.destructive ?? false,
    openWorld: one.openWorld ?? true,
    idempotent: one.idempotent ?? effect === 'read',
    input: z.strictObject(one.input),
    run: async (call, input) => answered(await run(call, input as z.output<z.ZodObject<S, z.core.$strict>>)),
  })
  return { ...tool, listing: shortened(tool.listing), call: (call, args) => tool.call(call, inItsWord(one.input, args)) }
}

/** Clients say `symbol` and `symbols` of the same thing: of one symbol either will do. */
function inItsWord(input: z.ZodRawShape, args: JsonObject): JsonObject {
  const takes = (field: string) => Object.hasOwn(input, field)
  const { symbol, symbols, ...rest } = args
  if (takes('symbol') === takes('symbols')) return args
  if (takes('symbols')) return symbols === undefined && typeof symbol === 'string' ? { ...rest, symbols: symbol } : args
  const only = Array.isArray(symbols) && symbols.length === 1 ? symbols[0] : symbols
  return symbol === undefined && typeof only === 'string' && !only.includes(',') ? { ...rest, symbol: only } : args
}

/** A list of fifty tools is read at every turn: bounds of texts and lists are judged, and not told. */
function shortened({ outputSchema: _, inputSchema, ...listing }: ToolListing): ToolListing {
  return { ...listing, inputSchema: withoutKeys(inputSchema, UNTOLD) }
}

const UNTOLD = ['minLength', 'maxLength', 'minItems', 'maxItems', 'propertyNames']

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words[0].toUpperCase() + words.slice(1)
}

/** Mappings of one value say just the value. */
function answered(given: ToolAnswer | JsonObject): ToolAnswer {
  return isAnswer(given) ? given : { structured: given }
}

function isAnswer(given: ToolAnswer | JsonObject): given is ToolAnswer {
  return typeof given.structured === 'object' && given.structured !== null
}
