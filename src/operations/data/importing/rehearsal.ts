import type { Bars } from '../../../market/bars.ts'
import type { Prints, Quotes } from '../../../market/prints.ts'
import type { RecordBatch } from '../../../ports/record-reader.ts'
import type { Store } from '../../../ports/store.ts'
import { appendBatch, type BatchResult } from './append-batch.ts'

/**
 * What storing a batch would give, told without a write to `stored`: the rows stored where the batch lies are copied into the scratch
 * store, which also holds the batches rehearsed before, and the batch is appended there.
 */
export function rehearseBatch(stored: Store, scratch: Store, batch: RecordBatch): BatchResult {
  if (batch.kind === 'bars') {
    const known = stored.bars.load(batch.bars, spanOf(batch.bars))
    if (known) scratch.bars.append(known)
    copyActions(stored, scratch, batch)
  } else if (batch.kind === 'prints') {
    const known = stored.tape.loadPrints(batch.prints.symbol, batch.prints.source, spanOf(batch.prints))
    if (known) scratch.tape.appendPrints(known, occurrencesOf(known))
  } else if (batch.kind === 'quotes') {
    const known = stored.tape.loadQuotes(batch.quotes.symbol, batch.quotes.source, spanOf(batch.quotes))
    if (known) scratch.tape.appendQuotes(known)
  } else copyActions(stored, scratch, batch)
  return appendBatch(scratch, batch)
}

/** Every stamp of sorted rows, whole. */
function spanOf({ time, length }: Bars | Prints | Quotes): { from: number; to: number } {
  return { from: time[0], to: time[length - 1] + 1 }
}

function copyActions(stored: Store, scratch: Store, { actions }: RecordBatch & { kind: 'bars' | 'actions' }): void {
  for (const { symbol, source, exDay } of actions) scratch.actions.append(stored.actions.load(symbol, source, exDay, exDay))
}

/** The how-manieth of its equals each stored print is, so that the copy holds as many of them. */
function occurrencesOf({ time, price, size, exchange, conditions, length }: Prints): Uint32Array {
  const seen = new Map<string, number>()
  return Uint32Array.from({ length }, (_, i) => {
    const key = `${time[i]} ${price[i]} ${size[i]} ${exchange.codes[i]} ${conditions.codes[i]}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return count
  })
}
