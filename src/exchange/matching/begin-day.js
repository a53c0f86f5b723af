import { chargeCarry } from '../account/carry.js';
import { checkMargin } from '../account/margin.js';
import { toDollars } from '../account/money.js';
import { equityMicros } from '../account/worth.js';
import { applyDue } from '../actions/due.js';
import { expire } from './lifecycle.js';
import { NO_DAY } from './resting.js';
/** The start of an exchange date; a date that is not later than the one in progress does nothing. */
export function beginDay(venue, day, at) {
    if (day <= venue.day)
        return;
    if (venue.options.accountRules === 'margin')
        venue.dayTrades.equityAtDayStart = toDollars(equityMicros(venue));
    chargeCarry(venue, day, at);
    applyDue(venue, day, at);
    for (const book of venue.books)
        if (book.resting.length > 0)
            expireOrders(venue, book, day, at);
    venue.account.settle(day);
    venue.day = day;
    checkMargin(venue, at);
}
function expireOrders(venue, book, day, at) {
    for (const one of [...book.resting]) {
        if (!one.done && one.day !== NO_DAY && one.day < day)
            expire(venue, book, one, at, 'its day ended');
    }
}
