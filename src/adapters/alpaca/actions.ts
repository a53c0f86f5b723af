import { z } from 'zod'
import { DAY, type DayNumber, parseDate } from '../../core/time.ts'
import type { CorporateAction } from '../../market/actions.ts'
import type { ActionsQuery } from '../../ports/market-data.ts'
import type { AlpacaHost, DataApis } from './client.ts'
import { field } from './decode.ts'
import { nextToken } from './pages.ts'

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

/** Splits and dividends with an ex-date in `[from, to)`, oldest first, over all pages. */
export async function askActions(
  host: AlpacaHost<DataApis>,
  query: ActionsQuery,
  signal: AbortSignal,
): Promise<CorporateAction[]> {
  const { symbol, from, to } = query
  const parameters = {
    symbols: symbol,
    types: 'forward_split,reverse_split,cash_dividend,stock_dividend',
    start: new Date(from * DAY),
    end: new Date((to - 1) * DAY),
    limit: 1000,
  }
  const found: CorporateAction[] = []
  const seen = new Set<string>()
  for (let pageToken: string | undefined, more = true; more; ) {
    const call = (init: RequestInit) => host.apis.actions.corporateActionsRaw({ ...parameters, pageToken }, init)
    const answer = await host.get(`corporate actions of ${symbol}`, call, signal)
    found.push(...decodeActions(field(answer, 'corporate_actions'), symbol))
    pageToken = nextToken(answer)
    more = pageToken !== undefined && !seen.has(pageToken)
    if (pageToken !== undefined) seen.add(pageToken)
  }
  return found.filter(({ exDay }) => exDay >= from && exDay < to).sort((a, b) => a.exDay - b.exDay)
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
