import { calendarFor } from '../../../market/calendar/calendar.ts'
import type { RecordBatch } from '../../../ports/record-reader.ts'
import type { AppendResult, Store } from '../../../ports/store.ts'

/** What became of a batch; `actions` counts splits and dividends newly stored from columns of a bar file. */
export interface BatchResult extends AppendResult {
  actions: number
}

/** Stores a batch whole or not at all. */
export function appendBatch(store: Store, batch: RecordBatch): BatchResult {
  if (batch.kind === 'bars') return appendBars(store, batch)
  if (batch.kind === 'prints') return { ...store.tape.appendPrints(batch.prints, batch.occurrence), actions: 0 }
  if (batch.kind === 'quotes') return { ...store.tape.appendQuotes(batch.quotes), actions: 0 }
  return { ...store.actions.append(batch.actions), actions: 0 }
}

/** Bars with what stood in their rows: of a row that is set aside as a conflict, nothing is stored. */
function appendBars(store: Store, { bars, adjustedClose, actions }: RecordBatch & { kind: 'bars' }): BatchResult {
  return store.transaction(() => {
    const result = store.bars.append(bars)
    const left = new Set(result.conflicts)
    if (adjustedClose) {
      const values = adjustedClose.map((value, row) => (left.has(row) ? Number.NaN : value))
      store.actions.appendAdjustedCloses(bars, bars.time.subarray(0, bars.length), values)
    }
    const calendar = calendarFor(bars.symbol)
    const days = new Set(result.conflicts.map((row) => calendar.dateOf(bars.time[row])))
    const told = actions.filter((action) => !days.has(action.exDay))
    return { ...result, actions: told.length > 0 ? store.actions.append(told).stored : 0 }
  })
}
