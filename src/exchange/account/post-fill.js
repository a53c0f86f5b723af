import { valueMicros } from './money.js';
import { applyFill } from './position.js';
import { settlementDay } from './settlement.js';
/** Writes a fill into cash and position; returns how many of its shares closed something. */
export function postFill(venue, book, side, shares, price, feeMicros) {
    const { position, listing } = book;
    const { account, options } = venue;
    const value = valueMicros(shares, price, listing.multiplier);
    account.cashMicros += (side === 'sell' ? value : -value) - feeMicros;
    if (side === 'sell' && options.accountRules === 'cash' && book.series) {
        account.defer(value - feeMicros, settlementDay(book.bar.day, book.series.calendar));
    }
    const wasShort = position.shares < 0;
    const closed = applyFill(position, side, shares, price);
    const isShort = position.shares < 0;
    if (wasShort !== isShort)
        venue.shorts += isShort ? 1 : -1;
    if (Number.isNaN(book.mark))
        book.mark = price;
    if (options.accountRules === 'margin')
        noteDayTrade(venue, book, shares - closed, closed);
    return closed;
}
/** One day trade for each time that shares opened on a date are closed on it (FINRA rule 4210(f)(8)(B)). */
function noteDayTrade(venue, book, opened, closed) {
    const { day } = book.bar;
    if (closed > 0 && book.openedDay === day && !book.openedCounted) {
        venue.dayTrades.days.push(day);
        book.openedCounted = true;
    }
    if (opened > 0) {
        book.openedDay = day;
        book.openedCounted = false;
    }
}
