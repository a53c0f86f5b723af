import { setTimeout as pause } from 'node:timers/promises'
import type { ServerContext } from '@modelcontextprotocol/server'
import { type FixtureTool, PIXEL, SILENCE, says } from './fixture.ts'

const STEP_MS = 50
const image = { type: 'image', data: PIXEL, mimeType: 'image/png' }

async function logs(_args: unknown, { mcpReq }: ServerContext) {
  await mcpReq.log('info', 'Tool execution started')
  await pause(STEP_MS)
  await mcpReq.log('info', 'Tool processing data')
  await pause(STEP_MS)
  await mcpReq.log('info', 'Tool execution completed')
  return says('logged three lines')
}

async function progresses(_args: unknown, { mcpReq }: ServerContext) {
  const progressToken = mcpReq._meta?.progressToken
  for (const progress of [0, 50, 100]) {
    if (progress > 0) await pause(STEP_MS)
    if (progressToken === undefined) continue
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, total: 100 } })
  }
  return says('went from 0 to 100')
}

/** JSON Schema 2020-12 with the words that servers like to lose. */
const richSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: { $anchor: 'addressDef', type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
  ...{ if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] }, then: { required: ['phone'] } },
  else: { required: ['email'] },
  additionalProperties: false,
}

/** Tools that answer at once, each with another kind of content. */
export const contentTools: readonly FixtureTool[] = [
  {
    name: 'test_simple_text',
    description: 'Answers a text',
    call: () => says('This is a simple text response for testing.'),
  },
  { name: 'test_image_content', description: 'Answers a picture', call: () => ({ content: [image] }) },
  {
    name: 'test_audio_content',
    description: 'Answers a sound',
    call: () => ({ content: [{ type: 'audio', data: SILENCE, mimeType: 'audio/wav' }] }),
  },
  {
    name: 'test_embedded_resource',
    description: 'Answers a resource with its content',
    call: () => ({
      content: [{ type: 'resource', resource: { uri: 'test://embedded-resource', mimeType: 'text/plain', text: 'embedded' } }],
    }),
  },
  {
    name: 'test_multiple_content_types',
    description: 'Answers a text, a picture and a resource',
    call: () => ({
      content: [
        { type: 'text', text: 'Multiple content types test:' },
        image,
        {
          type: 'resource',
          resource: { uri: 'test://mixed-content-resource', mimeType: 'application/json', text: '{"test":"data","value":123}' },
        },
      ],
    }),
  },
  {
    name: 'test_error_handling',
    description: 'Always fails',
    call: () => ({ ...says('This tool intentionally returns an error for testing'), isError: true }),
  },
  { name: 'test_tool_with_progress', description: 'Tells its progress', call: progresses },
  { name: 'test_tool_with_logging', description: 'Logs three lines', call: logs },
  { name: 'test_logging_tool', description: 'Logs three lines', call: logs },
  {
    name: 'json_schema_2020_12_tool',
    description: 'Takes what JSON Schema 2020-12 describes',
    inputSchema: richSchema,
    call: (args) => says(JSON.stringify(args)),
  },
]
