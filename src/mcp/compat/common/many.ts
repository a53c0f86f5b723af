import { asOpenbellError } from '../../../core/errors.ts'
import { mapLimit } from '../../../operations/common/map-limit.ts'
import type { JsonObject, ToolAnswer, ToolCall } from '../../tool.ts'

/** Symbols under way at once: a vendor allows so many calls, and others wait for the same thread. */
const AT_ONCE = 4

/**
 * Answers each symbol by itself: one failure never spoils the rest. `success_rate` is a fraction. With no success at all the answer is an
 * error that still says why, symbol by symbol.
 */
export async function manySymbols(
  call: ToolCall,
  symbols: string[],
  answer: (symbol: string) => Promise<JsonObject>,
): Promise<ToolAnswer> {
  const results: JsonObject[] = []
  const failed: JsonObject[] = []
  const settled = await mapLimit(symbols, AT_ONCE, async (symbol) => {
    try {
      return { result: { symbol, ...(await answer(symbol)) } }
    } catch (thrown) {
      const error = asOpenbellError(thrown)
      if (error.kind === 'canceled' || call.context.signal.aborted) throw error
      // Of our own faults only that there was one: the words are for the log.
      const { kind, message, hint } = error.toJSON()
      return { failure: { symbol, kind, message: kind === 'internal' ? 'a fault of ours' : message, hint } }
    }
  })
  for (const one of settled) {
    if (one.result) results.push(one.result)
    else failed.push(one.failure)
  }
  const summary = {
    total: symbols.length,
    successful: results.length,
    failed: failed.length,
    success_rate: results.length / symbols.length,
  }
  return { structured: { results, failed, summary }, ...(results.length === 0 && { isError: true }) }
}

/** The only row of an answer about many symbols, with what is said once for all of them. */
export function onlyRow(ours: JsonObject): JsonObject {
  const { results, failed: _, ...head } = ours
  return { ...head, ...((results as JsonObject[] | undefined)?.[0] ?? {}) }
}
