import { iso } from '../../core/time.ts'
import type { Dataset } from '../../ports/datasets.ts'
import type { Store } from '../../ports/store.ts'
import { shortHash } from '../common/hash.ts'
import type { Context } from '../context.ts'
import type { RunAnswer } from './output.ts'

/** Executions that are remembered. */
export const MOST_KEPT = 1000

/** One execution as it is remembered: that it happened and how it went, never the code or what came out. */
export interface Execution {
  at: string
  dataset: string | null
  rows: number
  /** Hash of the code: the same code has the same. */
  code: string
  ok: boolean
  error: NonNullable<RunAnswer['error']>['kind'] | null
  executionMs: number
  /** Bytes of the result as JSON. */
  bytes: number
}

/** A store that cannot be written costs the memory, not the answer. */
export async function keepExecution(context: Context, code: string, dataset: Dataset | null, answer: RunAnswer): Promise<void> {
  if (context.dryRun) return
  const at = context.clock.now()
  const body: Omit<Execution, 'at'> = {
    dataset: answer.dataset,
    rows: dataset?.rows ?? 0,
    code: shortHash(code),
    ok: answer.ok,
    error: answer.error?.kind ?? null,
    executionMs: answer.executionMs,
    bytes: Buffer.byteLength(JSON.stringify(answer.result)),
  }
  try {
    const { kept } = await context.store()
    const head = { kind: 'execution' as const, at, asOf: dataset?.asOf ?? at, subject: answer.dataset ?? '' }
    kept.add({ ...head, source: dataset?.source ?? '', body })
    kept.trim('execution', MOST_KEPT)
  } catch (thrown) {
    context.log.warn('execution not kept', { message: (thrown as Error).message })
  }
}

/** Remembered executions, newest first. */
export function executionsOf(store: Store): Execution[] {
  return store.kept.list('execution', MOST_KEPT).map(({ at, body }) => ({ ...(body as Omit<Execution, 'at'>), at: iso(at) }))
}
