import { OpenbellError, z } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall } from '../tool.ts'

export interface OwnTool<I extends z.ZodObject> {
  name: string
  title: string
  description: string
  toolset: Tool['toolset']
  effect?: Tool['effect']
  destructive?: boolean
  openWorld?: boolean
  idempotent?: boolean
  /** Strict; JSON-safe. */
  input: I
  run(call: ToolCall, input: z.output<I>): Promise<ToolAnswer>
}

/** A tool that is no operation: handles, pages, discovery, names of other servers. Its arguments are judged by its own schema. */
export function ownTool<I extends z.ZodObject>(own: OwnTool<I>): Tool {
  const { name, title, description, toolset, effect = 'read', input, run } = own
  const { $schema: _, ...inputSchema } = z.toJSONSchema(input, { io: 'input' }) as JsonObject
  return {
    toolset,
    effect,
    listing: {
      name,
      title,
      description,
      inputSchema,
      outputSchema: { type: 'object' },
      annotations: {
        readOnlyHint: effect === 'read',
        destructiveHint: own.destructive ?? false,
        idempotentHint: own.idempotent ?? effect === 'read',
        openWorldHint: own.openWorld ?? false,
      },
    },
    call: async (call, args) => run(call, parsed(name, input, args)),
  }
}

/** @throws OpenbellError usage naming the argument */
function parsed<I extends z.ZodObject>(tool: string, input: I, args: JsonObject): z.output<I> {
  const read = input.safeParse(args)
  if (read.success) return read.data
  const issue = read.error.issues[0]
  const field = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'arguments')
  const given = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], args)
  const reason = given === undefined && issue.path.length > 0 ? 'is missing' : issue.message.replace(/^Invalid input: /, '')
  throw new OpenbellError('usage', `${tool}: ${field}: ${reason}`, `arguments: ${Object.keys(input.shape).join(', ') || 'none'}`)
}
