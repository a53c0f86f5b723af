import type { IncomingMessage } from 'node:http'
import type { Instant } from '../../core/time.ts'
import type { FaultPlan } from '../fault-plan.ts'

export type Half = 'trading' | 'data'

/** Whether what happens at an instant goes untold: the socket stays open and answers pings, but nothing comes. */
export function isMuted(plan: FaultPlan, half: Half, at: Instant): boolean {
  return plan.lasting('mute-stream').some((fault) => concerns(fault, half) && at >= fault.from && at < fault.to)
}

/** The code with which a new connection is turned away; null = let in. */
export function refuseSocket(plan: FaultPlan, half: Half): number | null {
  return plan.take(['refuse-stream'], (fault) => concerns(fault, half) && fault.code !== 429)?.code ?? null
}

/** Whether the upgrade itself is refused with 429, as after a storm of reconnects. */
export function refuseUpgrade(plan: FaultPlan, half: Half): number | null {
  return plan.take(['refuse-stream'], (fault) => concerns(fault, half) && fault.code === 429)?.code ?? null
}

function concerns({ stream }: { stream: Half | 'all' }, half: Half): boolean {
  return stream === 'all' || stream === half
}

/** Scripted cuts, each half of the sockets at its own pace: when its messages have come to the cut's time. */
export interface Cuts {
  /** True once for each cut of this half that lies at or before the instant. */
  due(half: Half, by: Instant): boolean
  /** The next cut of this half; Infinity when there is none. */
  next(half: Half): Instant
}

export function createCuts(plan: FaultPlan): Cuts {
  const waiting: Record<Half, Instant[]> = { trading: [], data: [] }
  const gather = (by: Instant) => {
    for (const fault of plan.due('cut-stream', by))
      for (const half of ['trading', 'data'] as const) if (concerns(fault, half)) waiting[half].push(fault.from)
  }
  return {
    due(half, by) {
      gather(by)
      const now = waiting[half].filter((at) => at <= by)
      waiting[half] = waiting[half].filter((at) => at > by)
      return now.length > 0
    },
    next: (half) => Math.min(plan.next('cut-stream'), ...waiting[half]),
  }
}

/** MessagePack is asked for in the header of the upgrade. */
export function wantsMsgpack(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').includes('msgpack')
}
