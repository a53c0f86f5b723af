import { randomBytes } from 'node:crypto'
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { type FixtureTool, says } from './fixture.ts'

type Demands = Record<string, ReturnType<typeof inputRequired.listRoots>>

/** What a call of several rounds remembers goes through the client: it is signed. */
const codec = createRequestStateCodec<{ round: number }>({ key: randomBytes(32) })

/** @throws ProtocolError for a state that we did not sign */
async function roundOf(context: ServerContext): Promise<number> {
  const state = context.mcpReq.requestState<string>()
  if (state === undefined) return 0
  try {
    return (await codec.verify(state, context)).round
  } catch {
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'the request state was changed, or is too old')
  }
}

const TEXT = { type: 'string' } as const
const YES_NO = { type: 'boolean' } as const

function form(message: string, field: string, asked: { type: 'string' } | { type: 'boolean' }) {
  return inputRequired.elicit({ message, requestedSchema: { type: 'object', properties: { [field]: asked }, required: [field] } })
}

const sample = (text: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens })

const answered = ({ mcpReq }: ServerContext, demands: Demands) =>
  Object.keys(demands).every((key) => inputResponse(mcpReq.inputResponses, key).kind !== 'missing')

/** Asks until every demand is answered. */
function asksOnce(demands: Demands, text: string): FixtureTool['call'] {
  return (_args, context) => (answered(context, demands) ? says(text) : inputRequired({ inputRequests: demands }))
}

/** Asks once, and remembers that it did. */
function asksWithState(demands: Demands, text: string): FixtureTool['call'] {
  return async (_args, context) => {
    const round = await roundOf(context)
    if (round === 1 && answered(context, demands)) return says(text)
    return inputRequired({ inputRequests: demands, requestState: await codec.mint({ round: 1 }) })
  }
}

async function asksTwice(_args: unknown, context: ServerContext): Promise<Result> {
  const steps: Demands[] = [
    { step1: form('Step 1: What is your name?', 'name', TEXT) },
    { step2: form('Step 2: What is your favorite color?', 'color', TEXT) },
  ]
  const round = await roundOf(context)
  const isAnswered = round > 0 && answered(context, steps[round - 1])
  if (round === steps.length && isAnswered) return says('both steps are done')
  const next = isAnswered ? round + 1 : Math.max(1, round)
  return inputRequired({ inputRequests: steps[next - 1], requestState: await codec.mint({ round: next }) })
}

/** Asks only for what the client said it can answer. */
function asksWhatIsDeclared(_args: unknown, { mcpReq }: ServerContext): Result {
  const envelope = mcpReq.envelope as Record<string, ClientCapabilities> | undefined
  const { sampling, elicitation } = envelope?.[CLIENT_CAPABILITIES_META_KEY] ?? {}
  const demands: Demands = {
    ...(sampling && { opinion: sample('Say anything', 10) }),
    ...(elicitation && { consent: form('Go on?', 'ok', YES_NO) }),
  }
  return Object.keys(demands).length > 0 ? inputRequired({ inputRequests: demands }) : says('nothing can be asked')
}

const name: Demands = { user_name: form('What is your name?', 'name', TEXT) }
const confirm: Demands = { confirm: form('Please confirm', 'ok', YES_NO) }
const greeting: Demands = { greeting: sample('Generate a greeting', 50) }
const roots: Demands = { client_roots: inputRequired.listRoots() }
const PREFIX = 'test_input_required_result_'

/** Tools whose answer takes rounds: the client comes back with what it was asked for. */
export const roundTools: readonly FixtureTool[] = [
  { name: `${PREFIX}elicitation`, description: 'Asks for a name', call: asksOnce(name, 'Hello') },
  { name: `${PREFIX}sampling`, description: "Asks the client's model", call: asksOnce(greeting, 'Greeted') },
  { name: `${PREFIX}list_roots`, description: "Asks for the client's roots", call: asksOnce(roots, 'Rooted') },
  { name: `${PREFIX}request_state`, description: 'Remembers a round', call: asksWithState(confirm, 'state-ok') },
  { name: `${PREFIX}tampered_state`, description: 'Takes only its own memory', call: asksWithState(confirm, 'state-ok') },
  {
    name: `${PREFIX}multiple_inputs`,
    description: 'Asks three things at once',
    call: asksWithState({ ...name, ...greeting, ...roots }, 'all three are answered'),
  },
  { name: `${PREFIX}multi_round`, description: 'Asks twice', call: asksTwice },
  { name: `${PREFIX}capabilities`, description: 'Asks what the client can answer', call: asksWhatIsDeclared },
]
