import { limitExtreme, stopExtreme, through, touches } from './price.js';
/**
 * The price at which an order that did not fill at the open fills inside a bar, NaN when the range does not reach it.
 * - Limit: the range goes strictly through the limit; it fills at the limit, never better: inside a bar price passes the limit first.
 * - Stop: the range touches the stop price, and the price passed it on its way, since the open was not past it.
 * - Stop-limit: at the stop price when its limit still lies strictly beyond; else it only becomes a limit order, because what the price
 *   did after the trigger is unknown.
 * - A market order and a triggered stop that could not fill at the open wait for the next one.
 */
export function priceInside(one, { low, high }) {
    const { order } = one;
    const { side } = order;
    switch (order.type) {
        case 'market':
            return Number.NaN;
        case 'limit':
            return through(side, limitExtreme(side, low, high), order.limit) ? order.limit : Number.NaN;
        case 'stop-limit':
            if (one.triggered)
                return through(side, limitExtreme(side, low, high), order.limit) ? order.limit : Number.NaN;
            return stopReached(one, low, high) && through(side, order.stop, order.limit) ? order.stop : Number.NaN;
        default:
            return !one.triggered && stopReached(one, low, high) ? order.stop : Number.NaN;
    }
}
/** True when the range of a bar touches the stop price of an order that waits for it. */
export function stopReached(one, low, high) {
    const { side, stop } = one.order;
    return stop !== null && touches(side, stopExtreme(side, low, high), stop);
}
/** True when a fill inside a bar takes liquidity: stops do when they are triggered, limits never. */
export function takesInside(one) {
    return one.order.type !== 'limit' && !one.triggered;
}
/**
 * The price at which the protecting stop of an entry fills in the bar inside which the entry filled, NaN when the range does not reach
 * it. A stop that the entry's own price has already passed goes off at once, at that price.
 */
export function legPriceAfterEntry(leg, entryPrice, { low, high }) {
    const { side, stop } = leg.order;
    if (touches(side, entryPrice, stop))
        return entryPrice;
    return touches(side, stopExtreme(side, low, high), stop) ? stop : Number.NaN;
}
