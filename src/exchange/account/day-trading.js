import { tableDay } from '../../market/calendar/dates.js';
import { usCalendar } from '../../market/calendar/us.js';
/**
 * FINRA rule 4210(f)(8)(B), the pattern-day-trader rule, was in force until 2026-06-03; from 2026-06-04 intraday margin standards stand
 * in its place (SR-FINRA-2025-017, Regulatory Notice 26-10).
 */
export const INTRADAY_MARGIN_FROM = tableDay('2026-06-04');
const SMALLEST_EQUITY = 25_000;
const ALLOWED = 3;
const BUSINESS_DAYS = 5;
/**
 * Why an entry is refused in a margin account; null when it may go. An account under 25,000 dollars gets three day trades in five
 * business days: a fourth would mark it as a pattern day trader, so the entry that could lead to one is refused (brokers check entries,
 * because a refused exit would trap the position).
 */
export function dayTradingRefusal(trades, day) {
    if (day >= INTRADAY_MARGIN_FROM || !(trades.equityAtDayStart < SMALLEST_EQUITY))
        return null;
    const since = businessDaysBack(day, BUSINESS_DAYS - 1);
    const count = trades.days.filter((one) => one >= since).length;
    if (count < ALLOWED)
        return null;
    return `${count} day trades in five business days with equity of ${Math.floor(trades.equityAtDayStart)} dollars, under 25000: pattern-day-trader rule`;
}
function businessDaysBack(day, count) {
    let at = day;
    for (let i = 0; i < count; i++)
        at = usCalendar.previous(at);
    return at;
}
