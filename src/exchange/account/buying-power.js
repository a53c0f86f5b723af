import { signedMicros } from './money.js';
import { closable } from './position.js';
import { equityMicros, grossMicros, positionMicros } from './worth.js';
/**
 * Millionths of a dollar that an order of this side may still open or add at a price, once what it closes is closed: gross exposure
 * stays within margin times equity, this symbol valued at the price of the fill and the others at their marks. Without leverage a
 * purchase is also bounded by the cash itself, in a cash account by what has settled. Fees come on top of the value and are weighed by
 * the caller (`feeWeight`).
 */
export function openingBudget(venue, book, side, price) {
    const { position, listing } = book;
    const { margin, accountRules } = venue.options;
    const marked = positionMicros(book);
    const atPrice = position.shares === 0 ? 0 : signedMicros(position.shares, price, listing.multiplier);
    const equity = equityMicros(venue) - marked + atPrice;
    const others = grossMicros(venue) - Math.abs(marked);
    const closing = closable(position, side);
    const kept = closing > 0 ? 0 : Math.abs(atPrice);
    const budget = margin * equity - others - kept;
    if (accountRules === 'cash')
        return side === 'buy' ? Math.min(budget, venue.account.settledMicros) : 0;
    if (side === 'buy' && margin <= 1)
        return Math.min(budget, venue.account.cashMicros + (closing > 0 ? atPrice : 0));
    return budget;
}
