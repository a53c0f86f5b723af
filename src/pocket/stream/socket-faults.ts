import type { IncomingMessage } from 'node:http'
import type { Instant } from '../../core/time.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'

export type Half = 'trading' | 'data'

/** Whether what happens at an instant goes untold: the socket stays open and answers pings, but nothing comes. */
export function isMuted(plan: FaultPlan, half: Half, at: Instant): boolean {
  return plan.lasting('mute-stream').some((fault) => concerns(fault, half) && at >= fault.from && at < fault.to)
}

/** What a new connection hears when it says who it is: bad keys, too late, one too many, our own failure; null = welcome. */
export function refuseSocket(plan: FaultPlan, half: Half): RefusedWith | null {
  const fault = plan.take(['refuse-stream'], (one) => concerns(one, half) && one.code !== 429)
  return fault ? (fault.code as RefusedWith) : null
}

export type RefusedWith = 402 | 404 | 406 | 500

/** Whether the upgrade itself is refused with 429, as after a storm of reconnects. */
export function refuseUpgrade(plan: FaultPlan, half: Half): number | null {
  return plan.take(['refuse-stream'], (fault) => concerns(fault, half) && fault.code === 429)?.code ?? null
}

function concerns({ stream }: { stream: Half | 'all' }, half: Half): boolean {
  return stream === 'all' || stream === half
}

/** Scripted cuts as one group of sockets meets them, each at its own pace: when its messages have come to the cut's time. */
export interface Cuts {
  /** True when a cut lies at or before the instant that was not met yet. */
  due(by: Instant): boolean
  /** The next cut; Infinity when there is none. */
  next(): Instant
}

/** `follow` once for each group of sockets. */
export function createCuts(plan: FaultPlan): { follow(half: Half): Cuts } {
  const groups: { half: Half; waiting: Instant[] }[] = []
  const gather = (by: Instant) => {
    for (const fault of plan.due('cut-stream', by))
      for (const group of groups) if (concerns(fault, group.half)) group.waiting.push(fault.from)
  }
  return {
    follow(half) {
      const group = { half, waiting: [] as Instant[] }
      groups.push(group)
      return {
        due(by) {
          gather(by)
          const met = group.waiting.some((at) => at <= by)
          group.waiting = group.waiting.filter((at) => at > by)
          return met
        },
        next: () => Math.min(plan.next('cut-stream'), ...group.waiting),
      }
    },
  }
}

/** MessagePack is asked for in the header of the upgrade. */
export function wantsMsgpack(request: IncomingMessage): boolean {
  return (request.headers['content-type'] ?? '').includes('msgpack')
}
