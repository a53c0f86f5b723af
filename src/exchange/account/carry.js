import { toDollars } from './money.js';
import { positionMicros } from './worth.js';
const DAYS_OF_YEAR = 365;
/**
 * Costs of the nights since the last exchange date: a fee on borrowed stocks and interest on borrowed cash, for every calendar day, a
 * 365th of the year's rate on what is owed at the last marks. Futures borrow neither: their notional counts as no debt.
 */
export function chargeCarry(venue, day, at) {
    const nights = day - venue.day;
    if (!(nights > 0))
        return;
    let debit = -venue.account.cashMicros;
    for (const book of venue.books) {
        const value = positionMicros(book);
        if (book.listing.multiplier !== 1)
            debit -= value;
        else if (value < 0)
            chargeBorrow(venue, book.index, -value, nights, at);
    }
    const micros = Math.round((debit * venue.options.debitRate * nights) / DAYS_OF_YEAR);
    if (debit <= 0 || micros <= 0)
        return;
    venue.account.cashMicros -= micros;
    venue.totals.interest += toDollars(micros);
    venue.emit({ type: 'charge', kind: 'interest', listing: null, cash: toDollars(micros), at });
}
function chargeBorrow(venue, listing, value, nights, at) {
    const micros = Math.round((value * venue.options.borrowRate * nights) / DAYS_OF_YEAR);
    if (micros <= 0)
        return;
    venue.account.cashMicros -= micros;
    venue.totals.borrow += toDollars(micros);
    venue.emit({ type: 'charge', kind: 'borrow', listing, cash: toDollars(micros), at });
}
