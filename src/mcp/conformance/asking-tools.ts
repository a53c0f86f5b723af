import { inputRequired, type Result, type ServerContext } from '@modelcontextprotocol/server'
import type { JsonObject } from '../tool.ts'
import { type FixtureTool, says } from './fixture.ts'

/** One question to the client: what it answered, or the demand for it. Clients of 2025 in a session are asked by the SDK. */
function asks(
  demand: (args: JsonObject) => ReturnType<typeof inputRequired.listRoots>,
  answer: (said: JsonObject) => string,
): (args: JsonObject, context: ServerContext) => Result {
  return (args, { mcpReq }) => {
    const said = mcpReq.inputResponses?.answer
    if (said !== undefined) return says(answer(said as JsonObject))
    return inputRequired({ inputRequests: { answer: demand(args) } })
  }
}

/** A form as JSON Schema: the builder of the SDK takes fewer shapes than the protocol. */
function form(message: string, properties: JsonObject, required?: string[]) {
  const requestedSchema = { type: 'object', properties, ...(required && { required }) }
  return { method: 'elicitation/create', params: { mode: 'form', message, requestedSchema } } as never
}

const sample = (text: string, maxTokens: number) =>
  inputRequired.createMessage({ messages: [{ role: 'user', content: { type: 'text', text } }], maxTokens })

const completed = ({ action, content }: JsonObject) =>
  `Elicitation completed: action=${action}, content=${JSON.stringify(content)}`

const oneArgument = (name: string) => ({
  type: 'object',
  properties: { [name]: { type: 'string', description: 'What to ask' } },
  required: [name],
})

const defaults = {
  name: { type: 'string', default: 'John Doe' },
  age: { type: 'integer', default: 30 },
  score: { type: 'number', default: 95.5 },
  status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean', default: true },
}

const options = ['option1', 'option2', 'option3']
const titled = [
  { const: 'value1', title: 'First' },
  { const: 'value2', title: 'Second' },
  { const: 'value3', title: 'Third' },
]
const choices = {
  untitledSingle: { type: 'string', enum: options },
  titledSingle: { type: 'string', oneOf: titled },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2', 'opt3'], enumNames: ['Option One', 'Option Two', 'Option Three'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
  titledMulti: { type: 'array', items: { anyOf: titled } },
}

/** Tools that put one question to the client. */
export const askingTools: readonly FixtureTool[] = [
  {
    name: 'test_sampling',
    description: "Asks the client's model",
    inputSchema: oneArgument('prompt'),
    call: asks(
      ({ prompt }) => sample(String(prompt), 100),
      ({ content }) => `LLM response: ${JSON.stringify(content)}`,
    ),
  },
  {
    name: 'test_elicitation',
    description: "Asks the client's user",
    inputSchema: oneArgument('message'),
    call: asks(
      ({ message }) => form(String(message), { username: { type: 'string' }, email: { type: 'string' } }, ['username', 'email']),
      (said) => `User response: ${JSON.stringify(said)}`,
    ),
  },
  {
    name: 'test_elicitation_sep1034_defaults',
    description: 'Asks with a default for every kind of field',
    call: asks(() => form('Please confirm', defaults), completed),
  },
  {
    name: 'test_elicitation_sep1330_enums',
    description: 'Asks with every kind of choice',
    call: asks(() => form('Please choose', choices), completed),
  },
  {
    name: 'test_missing_capability',
    description: 'Needs a client that has a model',
    call: asks(
      () => sample('Say anything', 10),
      () => 'it has one',
    ),
  },
  {
    name: 'test_streaming_elicitation',
    description: 'Asks in the middle of a call',
    call: asks(() => form('Go on?', { ok: { type: 'boolean' } }, ['ok']), completed),
  },
]
