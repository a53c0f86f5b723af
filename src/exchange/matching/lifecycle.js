import { closable } from '../account/position.js';
import { trailTo } from '../rules/trail.js';
import { Resting } from './resting.js';
/** The exchange's record of a request; the one place where orders are made. */
export function makeOrder(venue, listing, request, at) {
    return {
        clientOrderId: request.clientOrderId,
        symbol: request.symbol,
        side: request.side,
        shares: request.shares,
        type: request.type,
        limit: request.limit,
        stop: request.stop,
        trail: request.trail,
        tif: request.tif,
        extended: request.extended,
        legs: request.legs,
        group: request.group,
        reduceOnly: request.reduceOnly,
        id: venue.nextOrder++,
        listing,
        state: 'submitted',
        filled: 0,
        averagePrice: null,
        submittedAt: at,
        parent: null,
        leg: null,
        reason: null,
    };
}
/** Puts an order on the book, live for bars that open at `at` or later. A trailing stop starts from `price`, the last one known. */
export function rest(venue, book, order, at, price) {
    const { type, limit, side } = order;
    const marketable = type === 'limit' && (side === 'buy' ? limit >= price : limit <= price);
    const one = new Resting(order, at, marketable);
    trailTo(one, price);
    book.resting.push(one);
    book.touch();
    venue.restingCount++;
    venue.totals.orders++;
    order.state = 'accepted';
    venue.emit({ type: 'accepted', order, at, reason: null });
    return one;
}
/** Ends an order that rests: filled, canceled or expired. */
export function end(venue, book, one, state, reason) {
    one.done = true;
    one.inPlay = false;
    one.order.state = state;
    one.order.reason = reason;
    venue.restingCount--;
    book.touch();
    if (!venue.walking)
        book.sweep();
}
export function cancel(venue, book, one, at, reason) {
    end(venue, book, one, 'canceled', reason);
    venue.emit({ type: 'canceled', order: one.order, at, reason });
}
export function expire(venue, book, one, at, reason) {
    end(venue, book, one, 'expired', reason);
    venue.emit({ type: 'expired', order: one.order, at, reason });
}
/** Cancels what rests in a book and passes the test. */
export function cancelAll(venue, book, at, reason, which) {
    for (const one of [...book.resting])
        if (!one.done && which(one))
            cancel(venue, book, one, at, reason);
}
/** An order of the exchange itself that closes what is held at the next open. */
export function submitOwn(venue, book, at, name) {
    const { position, listing } = book;
    const side = position.shares > 0 ? 'sell' : 'buy';
    const request = {
        clientOrderId: `${name}-${venue.nextOrder}`,
        symbol: listing.symbol,
        side,
        shares: closable(position, side),
        type: 'market',
        limit: null,
        stop: null,
        trail: null,
        tif: 'gtc',
        extended: false,
        legs: null,
        group: null,
        reduceOnly: true,
    };
    rest(venue, book, makeOrder(venue, book.index, request, at), at, book.mark);
}
/** Orders that take what they can get at the first open they meet and never wait. */
export function isImmediate(tif) {
    return tif === 'ioc' || tif === 'fok';
}
