import { contractOf } from '../contracts.ts'
import { symbolKind } from '../symbols.ts'
import { cmeCommodityCalendar, cmeIndexCalendar } from './cme.ts'
import { cryptoCalendar } from './crypto.ts'
import { fxCalendar } from './fx.ts'
import type { Calendar, MarketName } from './session.ts'
import { usCalendar } from './us.ts'

export type { Calendar, MarketName, Phase, PhaseAt, SessionDay, Span } from './session.ts'

const calendars: Record<MarketName, Calendar> = {
  us: usCalendar,
  cme: cmeIndexCalendar,
  crypto: cryptoCalendar,
  fx: fxCalendar,
}

/** The calendar of a market; `cme` is that of the equity index futures. */
export function calendarOf(market: MarketName): Calendar {
  return calendars[market]
}

/** The calendar that a symbol trades by. */
export function calendarFor(symbol: string): Calendar {
  switch (symbolKind(symbol)) {
    case 'crypto':
      return cryptoCalendar
    case 'fx':
      return fxCalendar
    case 'future':
      return contractOf(symbol)?.group === 'commodity' ? cmeCommodityCalendar : cmeIndexCalendar
    default:
      return usCalendar
  }
}
