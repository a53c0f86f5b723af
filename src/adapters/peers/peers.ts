import { OpenbellError } from '../../core/errors.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import type { Peers } from '../../ports/peers.ts'

export interface PeersOptions {
  home: string
  clock: Clock
  log: Log
  env: Record<string, string | undefined>
}

export function createPeers(_options: PeersOptions): Peers {
  throw new OpenbellError('internal', 'federation is being built')
}
