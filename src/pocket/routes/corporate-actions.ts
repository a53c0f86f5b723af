import { type DayNumber, isoDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import { newYorkDay } from '../../market/calendar/new-york.ts'
import { readDay, readSymbols, readWhole } from '../query.ts'
import { badParameter, ok } from '../reply.ts'
import type { PocketRequest, Route } from '../router.ts'
import { stableUuid } from '../stable-uuid.ts'
import { orNothing, type World } from '../world.ts'
import { listed } from './history.ts'

export const corporateActionRoutes: Route[] = [
  { method: 'GET', surface: 'data', pattern: '/v1/corporate-actions', handle: corporateActions },
]

type Group = 'forward_splits' | 'reverse_splits' | 'cash_dividends'

const TYPES: Record<string, Group | null> = {
  forward_split: 'forward_splits',
  reverse_split: 'reverse_splits',
  cash_dividend: 'cash_dividends',
  unit_split: null,
  stock_dividend: null,
  spin_off: null,
  cash_merger: null,
  stock_merger: null,
  stock_and_cash_merger: null,
  redemption: null,
  name_change: null,
  worthless_removal: null,
  rights_distribution: null,
}

interface Entry {
  group: Group
  wire: Record<string, unknown>
}

/**
 * Splits and dividends by ex-date, up to today on the exchange's clock. The vendor also tells announced ones of days to come; the sources behind
 * this exchange do not say when an action was announced, so a later one is not told: it would be known from the future.
 */
async function corporateActions(world: World, { query, signal }: PocketRequest) {
  const asked = query.get('symbols')
  const symbols = asked ? await listed(world, readSymbols(query, undefined), signal) : await everySymbol(world, signal)
  const groups = readTypes(query)
  const today = newYorkDay(world.time.now())
  const from = readDay(query, 'start') ?? today
  const to = Math.min(readDay(query, 'end') ?? today, today)
  const limit = readWhole(query, 'limit', 100, 1, 1000)
  const entries: Entry[] = []
  for (const symbol of symbols) entries.push(...(await entriesOf(world, symbol, from, to, groups, signal)))
  const start = readOffset(query)
  const page = entries.slice(start, start + limit)
  const token = start + limit < entries.length ? Buffer.from(`actions|${start + limit}`).toString('base64') : null
  const grouped = Object.groupBy(page, (entry) => entry.group)
  const body = Object.fromEntries(Object.entries(grouped).map(([group, list]) => [group, list.map((entry) => entry.wire)]))
  return ok({ corporate_actions: body, next_page_token: token })
}

/** Without symbols the question is about all there are. */
async function everySymbol(world: World, signal: AbortSignal): Promise<string[]> {
  return (await world.directory.all(signal)).map(({ symbol }) => symbol).sort()
}

function readTypes(query: URLSearchParams): Set<Group> {
  const text = query.get('types')
  if (!text) return new Set<Group>(['forward_splits', 'reverse_splits', 'cash_dividends'])
  const wanted = text.split(',').map((type) => {
    if (!(type in TYPES)) throw badParameter(`invalid types: ${type}`)
    return TYPES[type]
  })
  return new Set(wanted.filter((group) => group !== null))
}

function readOffset(query: URLSearchParams): number {
  const token = query.get('page_token')
  if (!token) return 0
  const [kind, offset] = Buffer.from(token, 'base64').toString().split('|')
  if (kind !== 'actions' || !Number.isInteger(Number(offset))) throw badParameter('invalid page_token')
  return Number(offset)
}

/** Actions of a symbol with their ex-date in `[from, to]`, oldest first. */
async function entriesOf(
  world: World,
  symbol: string,
  from: DayNumber,
  to: DayNumber,
  groups: Set<Group>,
  signal: AbortSignal,
): Promise<Entry[]> {
  if (from > to) return []
  const actions = (await orNothing(world.source.history({ kind: 'actions', symbol, from, to }, signal))) ?? []
  const inside = actions.filter((action) => action.exDay >= from && action.exDay <= to).sort((a, b) => a.exDay - b.exDay)
  return inside.map((action) => entryOf(world, action)).filter((entry) => entry !== null && groups.has(entry.group)) as Entry[]
}

function entryOf(world: World, action: CorporateAction): Entry | null {
  const date = isoDate(action.exDay)
  const id = stableUuid(world.seed, action.symbol, action.kind, date)
  const common = { id, symbol: action.symbol, ex_date: date, process_date: date, payable_date: date, record_date: date }
  const cusip = id.slice(0, 8).toUpperCase()
  if (action.kind === 'dividend') {
    if (action.value === null) return null
    return { group: 'cash_dividends', wire: { ...common, cusip, rate: action.value, foreign: false, special: false } }
  }
  const factor = action.value ?? (action.ratio ? 1 / action.ratio : null)
  if (factor === null) return null
  if (factor >= 1) return { group: 'forward_splits', wire: { ...common, cusip, ...rates(factor) } }
  return { group: 'reverse_splits', wire: { ...common, old_cusip: cusip, new_cusip: `${cusip}1`, ...rates(factor) } }
}

/** A factor as the smallest whole numbers of new and old shares: 1.5 is 3 for 2, 0.1 is 1 for 10. */
function rates(factor: number): { new_rate: number; old_rate: number } {
  for (let old = 1; old <= 1000; old++) {
    const fresh = factor * old
    if (Math.abs(fresh - Math.round(fresh)) < 1e-9 * old && Math.round(fresh) > 0)
      return { new_rate: Math.round(fresh), old_rate: old }
  }
  return { new_rate: factor, old_rate: 1 }
}
