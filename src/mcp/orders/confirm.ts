import { createHash, randomBytes } from 'node:crypto'
import {
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { OpenbellError } from '../../operations/operation.ts'
import { type OrderQuestion, orderQuestion, refusedByAnswer } from '../../operations/orders/question.ts'
import type { JsonObject, Tool, ToolCall } from '../tool.ts'

/** Which question an answer belongs to. */
interface Asked {
  /** Hash of preview and id: an answer to one order confirms no other. */
  order: string
}

const KEY = 'confirm'
/** As long as a preview waits. */
const codec = createRequestStateCodec<Asked>({ key: randomBytes(32), ttlSeconds: 300 })

/**
 * Asks the person at the client before a paper order goes out, where the client says that it can. A convenience and no boundary: clients may
 * accept by themselves, so limits and grants hold all the same, and a live order is approved outside of the conversation whatever is answered here.
 * @returns `go`, or the question, which the client answers by calling again (clients of 2025 are asked by the library)
 * @throws OpenbellError denied when it was declined, canceled, or answered for another order
 */
export async function confirmation(
  call: ToolCall,
  tool: Tool,
  args: JsonObject,
  ctx: ServerContext,
): Promise<'go' | InputRequiredResult> {
  if (!call.client?.elicits) return 'go'
  if (!call.context.grants?.trade) return 'go'
  const placing = await placingOf(call, tool, args)
  if (!placing) return 'go'
  const question = await orderQuestion(call.context, placing.previewId)
  if (!question) return 'go'
  const order = createHash('sha256').update(JSON.stringify(placing)).digest('hex')
  const said = inputResponse(ctx.mcpReq.inputResponses, KEY)
  if (said.kind === 'missing') return ask(question, order)
  await requireSame(order, ctx)
  if (said.kind !== 'elicit') throw refusedByAnswer('no answer to the question')
  if (said.action !== 'accept') throw refusedByAnswer(said.action)
  if (said.content?.place !== true) throw refusedByAnswer('accepted without the tick')
  return 'go'
}

async function ask({ text }: OrderQuestion, order: string): Promise<InputRequiredResult> {
  const requestedSchema = {
    type: 'object' as const,
    properties: { place: { type: 'boolean' as const, title: 'Place this order', description: 'Tick it to send the order' } },
    required: ['place'],
  }
  return inputRequired({
    inputRequests: { [KEY]: inputRequired.elicit({ message: text, requestedSchema }) },
    requestState: await codec.mint({ order }),
  })
}

/** What the client sends back is its own claim until the signature says otherwise. */
async function requireSame(order: string, ctx: ServerContext): Promise<void> {
  const state = ctx.mcpReq.requestState<unknown>()
  const asked = typeof state === 'string' ? await codec.verify(state, ctx).catch(() => null) : null
  if (asked?.order === order) return
  throw new OpenbellError('denied', 'the answer does not belong to this order: nothing was sent', 'call order_place again')
}

/** The preview that a call would place, under whatever name it is called. */
async function placingOf(
  { server }: ToolCall,
  tool: Tool,
  args: JsonObject,
): Promise<{ previewId: string; clientOrderId: unknown } | null> {
  if (tool.listing.name !== 'tool_call') return places(tool) ? idsOf(args) : null
  const { name, arguments: inner } = args
  const called = typeof name === 'string' ? (await server.tools()).get(name) : undefined
  return called && places(called) && isObject(inner) ? idsOf(inner) : null
}

function places({ listing, effect, toolset }: Tool): boolean {
  return listing.name === 'order_place' || (toolset === 'compat' && effect === 'trade')
}

function idsOf(args: JsonObject): { previewId: string; clientOrderId: unknown } | null {
  const previewId = args.previewId ?? args.preview_id
  const clientOrderId = args.clientOrderId ?? args.client_order_id ?? null
  return typeof previewId === 'string' && previewId.length <= 100 ? { previewId, clientOrderId } : null
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
