import type { OpenbellError } from '../../core/errors.ts'
import type { Context } from '../context.ts'
import type { Operation } from '../operation.ts'
import { isProgram } from '../permit.ts'
import { recordAudit } from './record.ts'

/** One run of an operation as log and audit tell it. */
export interface Trail {
  /** Before anything is done. @throws OpenbellError when a program wants to trade and it could not be written down: then nothing is done */
  begin(): Promise<void>
  /** What came of it; of a value that means a failure all the same, the failure. Never throws. */
  end(outcome: string, said?: { message?: string; value?: unknown }): Promise<void>
}

/** Everybody's runs go to the log, programs' to the audit as well. */
export function trailOf(operation: Operation, context: Context, input: unknown): Trail {
  const { name, effect } = operation
  const { clock, log, caller } = context
  const started = clock.elapsed()
  const record = async (outcome: string, detail: string | null) => {
    if (isProgram(caller)) await recordAudit(context, { tool: name, effect, arguments: input, outcome, detail })
  }
  return {
    async begin() {
      if (effect !== 'trade') return
      // Stopping is never gated, not by its own record either.
      if (operation.onLive === 'paper') await record('begun', null).catch((thrown) => lost(log, name, thrown))
      else await record('begun', null)
    },
    async end(outcome, { message, value } = {}) {
      const ms = Math.round(clock.elapsed() - started)
      log.info('operation', { operation: name, caller, outcome, ms, ...(message !== undefined && { message }) })
      const fault = value === undefined || !isProgram(caller) ? null : (operation.fault?.(value) ?? null)
      const detail = message ?? fault?.message ?? (effect === 'trade' ? ledTo(value) : null)
      await record(fault?.kind ?? outcome, detail).catch((thrown) => lost(log, name, thrown))
    },
  }
}

const recorded = new WeakSet<OpenbellError>()

/** True of an error that an operation's own trail has told: whoever passes it on need not. */
export function isRecorded(error: OpenbellError): boolean {
  return recorded.has(error)
}

/** Marks an error as told. */
export function markRecorded(error: OpenbellError): void {
  recorded.add(error)
}

function lost(log: Context['log'], operation: string, thrown: unknown): void {
  log.error('audit', { operation, message: (thrown as Error).message })
}

/** What an answer led to: a preview, an order. */
function ledTo(value: unknown): string | null {
  if (typeof value !== 'object' || value === null) return null
  const { previewId, outcome, order, orders } = value as Record<string, unknown>
  const made = [order, ...(Array.isArray(orders) ? orders : [])].filter((one) => typeof one === 'object' && one !== null)
  const parts = [
    typeof previewId === 'string' ? `preview ${previewId}` : '',
    typeof outcome === 'string' ? outcome : '',
    ...made.slice(0, 10).map((one) => orderWords(one as Record<string, unknown>)),
  ]
  return parts.filter((part) => part !== '').join(', ') || null
}

function orderWords({ clientOrderId, state }: Record<string, unknown>): string {
  return typeof clientOrderId === 'string' ? `order ${clientOrderId}${typeof state === 'string' ? ` ${state}` : ''}` : ''
}
