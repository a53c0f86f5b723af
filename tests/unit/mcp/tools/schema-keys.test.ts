import { describe, expect, it } from 'vitest'
import { withoutKeys } from '../../../../src/mcp/tools/schema-keys.ts'

const node = (more: object = {}) => ({ type: 'string', description: 'words', minLength: 1, ...more })

describe('a schema without some of its keys', () => {
  it('loses them at every depth, and no field, definition or value of their names', () => {
    const schema = {
      type: 'object',
      description: 'all',
      properties: { description: node(), minLength: node({ enum: ['description'] }), list: { type: 'array', items: node() } },
      $defs: { description: node() },
      patternProperties: { description: node() },
      anyOf: [{ required: ['description'] }, { $ref: '#/$defs/description' }],
      default: { description: 'a value', minLength: 3 },
    }
    const bare = { type: 'string' }
    expect(withoutKeys(schema, ['description', 'minLength'])).toEqual({
      type: 'object',
      properties: {
        description: bare,
        minLength: { ...bare, enum: ['description'] },
        list: { type: 'array', items: bare },
      },
      $defs: { description: bare },
      patternProperties: { description: bare },
      anyOf: [{ required: ['description'] }, { $ref: '#/$defs/description' }],
      default: { description: 'a value', minLength: 3 },
    })
  })
})
