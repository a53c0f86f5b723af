import { z } from 'zod'
import { DAY, type DayNumber, parseDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { field } from './decode.ts'
import { endless, nextToken } from './pages.ts'

const rate = z.number().positive()
const split = z.object({ symbol: z.string(), ex_date: z.string(), new_rate: rate, old_rate: rate })
const cash = z.object({ symbol: z.string(), ex_date: z.string(), rate })
/** A dividend in shares: `rate` new shares for each one held. */
const stock = z.object({ symbol: z.string(), ex_date: z.string(), rate })

type Facts = { kind: CorporateAction['kind']; exDate: string; value: number; ratio: number | null } | null

/** The kinds that change prices or pay cash; mergers, renamings and the like are left to the vendor's symbol mapping. */
const READERS: Record<string, (raw: unknown, symbol: string) => Facts> = {
  forward_splits: readSplit,
  reverse_splits: readSplit,
  cash_dividends(raw, symbol) {
    const found = cash.safeParse(raw).data
    return found?.symbol === symbol ? { kind: 'dividend', exDate: found.ex_date, value: found.rate, ratio: null } : null
  },
  stock_dividends(raw, symbol) {
    const found = stock.safeParse(raw).data
    if (found?.symbol !== symbol) return null
    return { kind: 'split', exDate: found.ex_date, value: 1 + found.rate, ratio: 1 / (1 + found.rate) }
  },
}

function readSplit(raw: unknown, symbol: string): Facts {
  const found = split.safeParse(raw).data
  if (found?.symbol !== symbol) return null
  return { kind: 'split', exDate: found.ex_date, value: found.new_rate / found.old_rate, ratio: found.old_rate / found.new_rate }
}

/** Which actions of which days: ex-dates in `[from, to)`. */
export interface ActionsSpan {
  types: string
  from: DayNumber
  to: DayNumber
}

export const SPLITS = 'forward_split,reverse_split,stock_dividend'
export const SPLITS_AND_DIVIDENDS = `${SPLITS},cash_dividend`

/** Actions of several symbols in one request, over all pages; an entry for each symbol, oldest action first. */
export async function askActions(
  host: AlpacaHost<DataApis>,
  symbols: string[],
  { types, from, to }: ActionsSpan,
  signal: AbortSignal,
): Promise<Map<string, CorporateAction[]>> {
  const parameters = {
    symbols: symbols.join(','),
    types,
    start: new Date(from * DAY),
    end: new Date((to - 1) * DAY),
    limit: 1000,
  }
  const what = `corporate actions of ${symbols.length > 3 ? `${symbols.length} symbols` : symbols.join(', ')}`
  const found = new Map<string, CorporateAction[]>(symbols.map((symbol) => [symbol, []]))
  const seen = new Set<string>()
  let pageToken: string | undefined
  do {
    if (pageToken !== undefined) seen.add(pageToken)
    const answer = await host.get(
      what,
      (init) => host.apis.actions.corporateActionsRaw({ ...parameters, pageToken }, init),
      signal,
    )
    for (const [symbol, list] of found) list.push(...decodeActions(field(answer, 'corporate_actions'), symbol))
    pageToken = nextToken(answer)
    if (pageToken !== undefined && seen.has(pageToken)) throw endless(what)
  } while (pageToken !== undefined)
  const inside = (action: CorporateAction) => action.exDay >= from && action.exDay < to
  return new Map([...found].map(([symbol, list]) => [symbol, list.filter(inside).sort((a, b) => a.exDay - b.exDay)]))
}

/** The actions of one symbol in an answer grouped by kind; records that cannot be used, and kinds we do not know, are left out. */
export function decodeActions(groups: unknown, symbol: string): CorporateAction[] {
  const actions: CorporateAction[] = []
  for (const [group, read] of Object.entries(READERS)) {
    const list = field(groups, group)
    for (const raw of Array.isArray(list) ? list : []) {
      const facts = read(raw, symbol)
      const exDay: DayNumber | null = facts && parseDate(facts.exDate)
      if (!facts || exDay === null) continue
      actions.push({ symbol, kind: facts.kind, exDay, value: facts.value, ratio: facts.ratio, source: 'alpaca' })
    }
  }
  return actions
}
