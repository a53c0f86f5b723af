import { applyDividend } from './dividends.js';
import { applySplit } from './splits.js';
/** Keeps the actions of the listings, by ex-date; on one date splits come before dividends, which are paid on the new shares. */
export function schedule(venue, actions) {
    const listed = new Set(venue.books.map((book) => book.listing.symbol));
    venue.actions = actions
        .filter((action) => listed.has(action.symbol))
        .sort((a, b) => a.exDay - b.exDay || Number(b.kind === 'split') - Number(a.kind === 'split'));
    venue.actionsDone = 0;
}
/** Applies what is due by a date and was not yet. What fell due before the first date is past: nothing was held then. */
export function applyDue(venue, day, at) {
    const first = Number.isNaN(venue.day);
    while (venue.actionsDone < venue.actions.length && venue.actions[venue.actionsDone].exDay <= day) {
        const action = venue.actions[venue.actionsDone++];
        if (first && action.exDay < day)
            continue;
        const book = venue.books.find((one) => one.listing.symbol === action.symbol);
        if (action.kind === 'split')
            applySplit(venue, book, action, at);
        else
            applyDividend(venue, book, action, at);
    }
}
