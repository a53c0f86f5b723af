import type { Prompt } from '../../src/mcp/resource.ts'
import type { ToolCall } from '../../src/mcp/tool.ts'

/** No prompt has as many. */
export const MOST_TOKENS = 2000

/** Completes an argument of a prompt as a client would. */
export function completer(prompt: Prompt, call: ToolCall): (argument: string, typed: string) => Promise<string[]> {
  return async (argument, typed) => {
    const found = prompt.arguments.find(({ name }) => name === argument)
    return (await found?.complete?.(call, typed)) ?? []
  }
}

/** Text of nothing but odd words: more tokens a character than any sentence. */
export function noise(length: number, seed = 7): string {
  let state = seed
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return String.fromCharCode(33 + ((state >> 8) % 94))
  }).join('')
}
