import { isDone, readTruth } from '../../src/operations/drill/truth.ts'
import { stateOf } from '../../src/pocket/routes/state.ts'
import type { World } from '../../src/pocket/world.ts'
import { seeded } from './kill.ts'

/** When a process is killed: at its n-th request that the exchange hears, or so long after. */
export interface Moment {
  at: 'any request' | 'request that sends'
  count: number
  delayMs: number
  /** The request dies on its way. */
  isLost: boolean
}

export interface ChaosStep {
  faults: string[]
  /** Words of the command line. */
  command(world: World): Promise<string[]>
  /** Null = it lives. */
  kill: Moment | null
}

const SYMBOLS = ['SIMALL', 'YELKOR']

/** Longer than the one who sends it waits, and asks. */
export const LATEST_MS = 2600

/** What may go wrong on the wire; a request after which somebody waits for its answer, mostly. */
const FAULTS = [
  'accepted-then-timeout',
  'accepted-then-cut',
  'accepted-then-status',
  'accepted-then-cut,method=DELETE',
  'status,status=503,path=/v2/orders,method=POST',
  'status,status=502,path=/v2/orders,method=POST,times=2,body=html',
  'refuse,path=/v2/orders,method=POST',
  'hang,path=/v2/orders,method=POST',
  'late-arrival,delayMs=1500',
  `late-arrival,delayMs=${LATEST_MS}`,
  'cut,path=/v2/orders,method=POST',
  'malformed,path=/v2/orders,method=POST',
  'slow,path=/v2/orders,method=POST,delayMs=200',
  'rate-limit,times=3,resetSeconds=0',
  'rate-limit,path=/v2/orders,method=POST,resetSeconds=0',
  'missing-fields,path=/v2/orders,method=POST,fields=id+status',
  'missing-fields,times=20,fields=hwm+order_class+legs+daytrade_count',
  'unknown-fields,times=20',
  'fill-before-answer',
  'partial-fills,shares=2,duration=20m',
  'halt,symbol=SIMALL,duration=2m',
]

/** A few commands with their troubles; most are killed, one at least. The same for a seed. */
export function chaosPlan(seed: number): { steps: ChaosStep[]; isLate: boolean; startsBetween: boolean } {
  const random = seeded(seed)
  const length = 2 + Math.floor(random() * 2)
  const certain = Math.floor(random() * length)
  const steps = Array.from({ length }, (_, i) => {
    const faults = Array.from({ length: Math.floor(random() * 3) }, () => FAULTS[Math.floor(random() * FAULTS.length)])
    const kill = i === certain || random() < 0.5 ? momentOf(random) : null
    const dice = i === 0 ? random() * 0.55 : random()
    const draws = [random(), random(), random()]
    return { faults, kill, command: (world: World) => commandOf(world, dice, draws) }
  })
  const isLate = steps.some(({ faults }) => faults.some((fault) => fault.startsWith('late-arrival')))
  return { steps, isLate, startsBetween: random() < 0.5 }
}

/** Half of the kills strike at or just after a request that sends something. */
function momentOf(random: () => number): Moment {
  const delayMs = random() < 0.4 ? 0 : Math.floor(random() * 40)
  if (random() < 0.6) return { at: 'request that sends', count: 1, delayMs, isLost: delayMs === 0 && random() < 0.5 }
  return { at: 'any request', count: 1 + Math.floor(random() * 22), delayMs, isLost: false }
}

async function commandOf(world: World, dice: number, [a, b, c]: number[]): Promise<string[]> {
  const symbol = SYMBOLS[Math.floor(a * SYMBOLS.length)]
  const shares = String(1 + Math.floor(b * 30))
  const { price } = await world.source.snapshot(symbol, world.time.now(), new AbortController().signal)
  const cents = (factor: number) => (price * factor).toFixed(2)
  const sure = ['--execute', '--risk', 'none']
  const buy = ['trade', 'buy', symbol, shares]
  if (dice < 0.2) return [...buy, '--market', ...sure]
  if (dice < 0.4) return [...buy, '--limit', cents(1.005), '--stop', cents(0.97), '--target', cents(1.06), ...sure]
  if (dice < 0.55) return [...buy, '--limit', cents(0.985 + 0.02 * c), ...sure]
  if (dice < 0.7) return ['trade', 'close', symbol, ...sure]
  if (dice < 0.8) return ['trade', 'cancel', 'all', '--risk', 'none']
  if (dice < 0.9) return ['trade', 'flatten', '--execute', '--risk', 'none']
  const resting = readTruth(stateOf(world)).orders.find((one) => !isDone(one) && one.type === 'limit' && one.side === 'buy')
  if (resting === undefined) return [...buy, '--market', ...sure]
  return ['trade', 'replace', resting.client_order_id, '--limit', cents(0.99), ...sure]
}
