import type { DayNumber } from '../core/time.ts'
import { newYorkDay, newYorkMidnight } from '../market/calendar/new-york.ts'
import { badParameter } from './reply.ts'
import { readBars } from './source-bars.ts'
import type { WireBar } from './wire.ts'
import { orNothing, type World } from './world.ts'

/** A corporate action's factor for every price before `exDay`; `shares` is the factor for volumes. */
interface Factor {
  exDay: DayNumber
  price: number
  shares: number
}

/** How bars are adjusted for splits and dividends, symbol by symbol. */
export interface Adjustment {
  factorsOf(symbol: string, signal: AbortSignal): Promise<Factor[]>
}

const KINDS = ['raw', 'split', 'dividend', 'spin-off', 'all']

/** Reads `raw`, `split`, `dividend`, `all` or several with commas. The sources know no spin-offs, so that one changes nothing. */
export function readAdjustment(world: World, text: string | null, fromDay: DayNumber): Adjustment {
  const wanted = (text ?? 'raw').toLowerCase().split(',')
  const wrong = wanted.find((one) => !KINDS.includes(one))
  if (wrong !== undefined) throw badParameter(`invalid adjustment: ${wrong}`)
  const splits = wanted.includes('split') || wanted.includes('all')
  const dividends = wanted.includes('dividend') || wanted.includes('all')
  // Splits the source has not applied are applied; those it has and nobody asked for are taken back.
  const power = splits === world.splitAdjusted ? 0 : splits ? 1 : -1
  if (power === 0 && !dividends) return { factorsOf: async () => [] }
  return { factorsOf: (symbol, signal) => readFactors(world, symbol, fromDay, { power, dividends }, signal) }
}

/** Only actions whose ex-date has come on the exchange's clock: nobody can adjust for a later one. */
async function readFactors(
  world: World,
  symbol: string,
  from: DayNumber,
  kinds: { power: -1 | 0 | 1; dividends: boolean },
  signal: AbortSignal,
) {
  const today = newYorkDay(world.time.now())
  const query = { kind: 'actions', symbol, from, to: today } as const
  const actions = (await orNothing(world.source.history(query, signal))) ?? []
  const factors: Factor[] = []
  for (const action of actions) {
    if (action.exDay > today) continue
    if (action.kind === 'split' && kinds.power !== 0 && action.ratio) {
      const price = action.ratio ** kinds.power
      factors.push({ exDay: action.exDay, price, shares: 1 / price })
    }
    if (action.kind === 'dividend' && kinds.dividends) {
      const ratio = action.ratio ?? (await dividendRatio(world, symbol, action.exDay, action.value ?? 0, signal))
      factors.push({ exDay: action.exDay, price: ratio, shares: 1 })
    }
  }
  return factors
}

/** 1 - dividend / close of the session before the ex-date. */
async function dividendRatio(
  world: World,
  symbol: string,
  exDay: DayNumber,
  dollars: number,
  signal: AbortSignal,
): Promise<number> {
  const before = world.calendar.previous(exDay)
  const bars = await readBars(world, symbol, '1d', newYorkMidnight(before), newYorkMidnight(exDay), world.time.now(), signal)
  const close = bars.at(-1)?.c
  return close ? 1 - dollars / close : 1
}

/** The bar in the prices of today. Volumes stay whole shares. */
export function adjust(bar: WireBar, factors: Factor[]): WireBar {
  const day = newYorkDay(bar.at)
  let price = 1
  let shares = 1
  for (const factor of factors) {
    if (day >= factor.exDay) continue
    price *= factor.price
    shares *= factor.shares
  }
  if (price === 1 && shares === 1) return bar
  const scaled = (value: number) => Math.round(value * price * 1e4) / 1e4
  const { o, h, l, c, v, vw } = bar
  return { ...bar, o: scaled(o), h: scaled(h), l: scaled(l), c: scaled(c), v: Math.round(v * shares), vw: vw * price }
}
