import type { Instant } from '../../core/time.ts'
import type { FaultPlan } from '../faults/fault-plan.ts'
import { type Block, blockOf } from './block.ts'
import { Stamp } from './codec.ts'
import type { Stretch } from './tape-reader.ts'

/** Halts and resumptions that fall into a stretch, in the words of the UTP tape (tape C): codes H and T, a halt for news pending. */
export function statusBlocks(plan: FaultPlan, { from, to }: Stretch): Block[] {
  const inside = (at: Instant) => at > from && at <= to
  return plan.lasting('halt').flatMap((halt) => {
    const told = [
      ...(inside(halt.from) ? [status(halt.symbol, halt.from, 'H', 'Trading Halt', 'T1', 'Halt News Pending')] : []),
      ...(inside(halt.to) ? [status(halt.symbol, halt.to, 'T', 'Trading Resumption', 'T3', 'News and Resumption Times')] : []),
    ]
    return told.length > 0 ? [blockOf('statuses', [halt.symbol], told)] : []
  })
}

function status(symbol: string, at: Instant, sc: string, sm: string, rc: string, rm: string) {
  return { at, body: { T: 's', S: symbol, sc, sm, rc, rm, t: new Stamp(at), z: 'C' } }
}
