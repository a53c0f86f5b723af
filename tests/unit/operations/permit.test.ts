import { expect, it } from 'vitest'
import { hintWords } from '../../../src/mcp/tools/field-words.ts'
import type { OpenbellError } from '../../../src/operations/operation.ts'
import { permit } from '../../../src/operations/permit.ts'

function hintOf(operation: Parameters<typeof permit>[0], mode: 'paper' | 'live', trade: 'paper' | 'live' | null): string {
  const context = { caller: 'mcp', grants: { write: false, trade }, settings: { mode } } as unknown as Parameters<
    typeof permit
  >[1]
  try {
    permit(operation, context)
  } catch (thrown) {
    return (thrown as OpenbellError).hint!
  }
  throw new Error(`${operation.name} was permitted`)
}

it('sends a program that may not to a person, never back to the tool that refused it', () => {
  const close = { name: 'trade.close', effect: 'trade' } as const
  const refused = [
    hintOf(close, 'live', 'live'),
    hintOf(close, 'paper', null),
    hintOf({ name: 'trade.buy', effect: 'trade', only: 'people' }, 'paper', 'paper'),
    hintOf({ name: 'data.generate', effect: 'write' }, 'paper', 'paper'),
  ]
  for (const hint of refused) {
    expect(hintWords(hint)).toBe(hint)
    expect(hint).toMatch(/person/)
  }
})

it('refuses what the server was started without to programs, even what only reads, and never to a person', () => {
  const quote = { name: 'quote', effect: 'read' } as const
  const grants = { write: true, trade: null, without: ['quote'] }
  const of = (caller: string) => ({ caller, grants, settings: { mode: 'paper' } }) as unknown as Parameters<typeof permit>[1]
  expect(() => permit(quote, of('mcp'))).toThrow(/quote is off/)
  expect(() => permit({ ...quote, name: 'quotes' }, of('mcp'))).not.toThrow()
  expect(() => permit(quote, of('cli'))).not.toThrow()
})
