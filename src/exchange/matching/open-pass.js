import { closable } from '../account/position.js';
import { priceAtOpen, takesAtOpen } from '../rules/at-open.js';
import { execute } from './execute.js';
/**
 * Fills what the open of the bar fills, either the orders that lower the position or the others. True when something may have changed for
 * the first kind.
 */
export function openPass(venue, book, lowering) {
    const { resting, bar } = book;
    const before = venue.nextExecution;
    const count = resting.length;
    for (let i = 0; i < count; i++) {
        const one = resting[i];
        if (!one.inPlay || one.order.tif === 'cls')
            continue;
        if (closable(book.position, one.order.side) > 0 !== lowering)
            continue;
        const wasTriggered = one.triggered;
        const price = priceAtOpen(one, bar);
        if (one.triggered !== wasTriggered)
            announce(venue, book, one);
        if (!Number.isNaN(price))
            execute(venue, book, one, { price, takes: takesAtOpen(one, wasTriggered), inside: false, ambiguous: false });
    }
    return venue.nextExecution > before;
}
/** A stop whose price was reached; told once. */
export function markTriggered(venue, book, one) {
    if (one.triggered)
        return;
    one.triggered = true;
    announce(venue, book, one);
}
function announce(venue, book, one) {
    venue.emit({ type: 'triggered', order: one.order, at: book.bar.time, reason: null });
}
