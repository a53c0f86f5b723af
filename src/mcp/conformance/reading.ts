import { inputRequired, inputResponse, type Result, type ServerContext } from '@modelcontextprotocol/server'
import { PIXEL } from './fixture.ts'

const TEMPLATE = /^test:\/\/template\/([^/]+)\/data$/

/** Resources that the runner reads by address. */
export const resources = [
  { uri: 'test://static-text', name: 'static-text', description: 'A text', mimeType: 'text/plain' },
  { uri: 'test://static-binary', name: 'static-binary', description: 'A picture', mimeType: 'image/png' },
  { uri: 'test://watched-resource', name: 'watched-resource', description: 'May be subscribed to', mimeType: 'text/plain' },
]

export const templates = [
  { uriTemplate: 'test://template/{id}/data', name: 'template', description: 'By its number', mimeType: 'application/json' },
]

/** @returns null for an address that is none of these */
export function readFixture(uri: string): Result | null {
  const id = TEMPLATE.exec(uri)?.[1]
  if (id !== undefined) {
    const text = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` })
    return { contents: [{ uri, mimeType: 'application/json', text }] }
  }
  const known = resources.find((one) => one.uri === uri)
  if (!known) return null
  const content = known.mimeType === 'image/png' ? { blob: PIXEL } : { text: `The content of ${known.name}.` }
  return { contents: [{ uri, mimeType: known.mimeType, ...content }] }
}

const argument = (name: string, description: string) => ({ name, description, required: true })

/** Prompts that the runner gets by name. */
export const prompts = [
  { name: 'test_simple_prompt', description: 'Takes nothing' },
  {
    name: 'test_prompt_with_arguments',
    description: 'Takes two arguments',
    arguments: [argument('arg1', 'The first'), argument('arg2', 'The second')],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'Holds a resource',
    arguments: [argument('resourceUri', 'Its address')],
  },
  { name: 'test_prompt_with_image', description: 'Holds a picture' },
  { name: 'test_input_required_result_prompt', description: 'Asks for its context first' },
]

const user = (content: object) => ({ role: 'user', content })
const text = (said: string) => user({ type: 'text', text: said })

const writers: Record<string, (values: Record<string, string>) => object[]> = {
  test_simple_prompt: () => [text('This is a simple prompt for testing.')],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  test_prompt_with_embedded_resource: ({ resourceUri: uri }) => [
    user({ type: 'resource', resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' } }),
    text('Please process the embedded resource above.'),
  ],
  test_prompt_with_image: () => [
    user({ type: 'image', data: PIXEL, mimeType: 'image/png' }),
    text('Please analyze the image above.'),
  ],
}

/** @returns null for a prompt that is none of these */
export function writeFixture(name: string, values: Record<string, string>, { mcpReq }: ServerContext): Result | null {
  if (name === 'test_input_required_result_prompt') {
    const said = inputResponse(mcpReq.inputResponses, 'user_context')
    if (said.kind !== 'missing') return { messages: [text(`The context: ${JSON.stringify(said)}`)] }
    const requestedSchema = {
      type: 'object' as const,
      properties: { context: { type: 'string' as const } },
      required: ['context'],
    }
    const asked = inputRequired.elicit({ message: 'What context should the prompt use?', requestedSchema })
    return inputRequired({ inputRequests: { user_context: asked } })
  }
  const write = writers[name]
  return write ? { messages: write(values) } : null
}

/** @returns null for what completes elsewhere */
export function completeFixture(ref: { name?: unknown }, typed: string): Result | null {
  if (ref.name !== 'test_prompt_with_arguments') return null
  const values = ['testing', 'tested', 'value'].filter((one) => one.startsWith(typed))
  return { completion: { values, total: values.length, hasMore: false } }
}
