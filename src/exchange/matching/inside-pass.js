import { closable } from '../account/position.js';
import { legPriceAfterEntry, takesInside } from '../rules/inside.js';
import { execute } from './execute.js';
import { markTriggered } from './open-pass.js';
import { ENTERS, IDLE, STOPS_OUT, TAKES_PROFIT } from './resting.js';
import { NOTHING, survey, UNCLEAR } from './survey.js';
/**
 * What happens between the open and the close of a bar, of which only the range is known. The worse case is taken: stops come before
 * targets, and what protects an entry is hit if it can be. Where that is a guess the bar is ambiguous: finer bars are asked first.
 */
export function insidePass(venue, book, drill) {
    const found = survey(book);
    if (found === NOTHING)
        return;
    book.ambiguous = found === UNCLEAR;
    if (book.ambiguous) {
        if (drill?.(venue, book))
            return;
        venue.totals.ambiguousBars++;
    }
    runRole(venue, book, STOPS_OUT);
    runRole(venue, book, TAKES_PROFIT);
    runEntries(venue, book);
    book.ambiguous = false;
}
/** Exits, in the order they came; one whose position is gone is not credited: what happened after is unknown. */
function runRole(venue, book, role) {
    const { resting } = book;
    const count = resting.length;
    for (let i = 0; i < count; i++) {
        const one = resting[i];
        if (one.done || one.role !== role || closable(book.position, one.order.side) === 0)
            continue;
        execute(venue, book, one, chanceInside(venue, book, one, book.ambiguous && role === STOPS_OUT));
    }
}
/** Entries, the one nearest to the open first: price reaches it first. */
function runEntries(venue, book) {
    for (let one = nearestEntry(book); one !== null; one = nearestEntry(book)) {
        one.role = IDLE;
        const price = one.reachedAt;
        const before = one.order.filled;
        execute(venue, book, one, chanceInside(venue, book, one, book.ambiguous && one.order.group !== null));
        if (one.order.filled > before && one.stopLeg !== null)
            stopAfterEntry(venue, book, one.stopLeg, price);
    }
}
function nearestEntry({ resting, bar }) {
    let nearest = null;
    for (const one of resting) {
        if (one.done || one.role !== ENTERS)
            continue;
        if (nearest === null || Math.abs(one.reachedAt - bar.open) < Math.abs(nearest.reachedAt - bar.open))
            nearest = one;
    }
    return nearest;
}
/** The path after an entry inside a bar is unknown: its stop is taken if the range reaches it, its target waits for the next bar. */
function stopAfterEntry(venue, book, leg, entryPrice) {
    if (leg.done)
        return;
    const price = legPriceAfterEntry(leg, entryPrice, book.bar);
    if (Number.isNaN(price))
        return;
    markTriggered(venue, book, leg);
    execute(venue, book, leg, { price, takes: true, inside: true, ambiguous: book.ambiguous && price !== entryPrice });
}
function chanceInside(venue, book, one, ambiguous) {
    const takes = takesInside(one);
    if (takes)
        markTriggered(venue, book, one);
    return { price: one.reachedAt, takes, inside: true, ambiguous };
}
