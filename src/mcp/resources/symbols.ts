import { orNull } from '../../core/errors.ts'
import { resolveUniverse } from '../../operations/common/universe.ts'
import type { ToolCall } from '../tool.ts'

/** Completions that are offered. */
const MOST = 50

/** Symbols of the source (or of the usual universe, where it lists none) that begin as typed, in the list's own order. */
export async function symbolsLike({ context }: ToolCall, typed: string): Promise<string[]> {
  const { symbols } = await resolveUniverse(context, await context.source(), null)
  return startingWith(symbols, typed)
}

/** Names that begin as typed, whatever the case. */
export function startingWith(names: readonly string[], typed: string): string[] {
  const begun = typed.trim().toLowerCase()
  return names.filter((name) => name.toLowerCase().startsWith(begun)).slice(0, MOST)
}

/** A symbol that the source has, to begin with; SPY where it cannot say. */
export async function exampleSymbol(call: ToolCall): Promise<string> {
  const [first] = await orNull(['no-data', 'unavailable', 'config'], symbolsLike(call, '')).then((found) => found ?? [])
  return first ?? 'SPY'
}
