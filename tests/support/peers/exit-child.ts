import { createSystemClock } from '../../../src/adapters/clock/system.ts'
import { createPeers } from '../../../src/adapters/peers/peers.ts'
import { stdioPeer } from './start.ts'

/** Asks a stubborn peer for its process, says it, and ends without closing anything: `node exit-child.ts HOME exit|wait`. */
const [home, how] = process.argv.slice(2)
const log = { debug() {}, info() {}, warn() {}, error() {} }
const peers = createPeers({ home, clock: createSystemClock(), log, env: {} })
const config = stdioPeer('odd', 'odd', how === 'exit' ? ['--stubborn'] : [])
const { signal } = new AbortController()
peers.add(config)
peers.pin('odd', (await peers.manifest('odd', signal)).tools)
const { structured } = await peers.call('odd', 'who', { symbol: 'A' }, signal)
process.stdout.write(`${(structured as { pid: number }).pid}\n`, () => {
  if (how === 'exit') process.exit(0)
})
