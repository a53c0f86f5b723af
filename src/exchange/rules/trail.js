/** Where a trailing stop stands when the best price is `best`: below it for a sale, above it for a purchase. */
export function trailLevel(side, trail, best) {
    const distance = 'fraction' in trail ? best * trail.fraction : trail.price;
    return side === 'sell' ? best - distance : best + distance;
}
/**
 * Lets a trailing stop see a price; the stop only ever moves closer. Inside a bar it is unknown whether the extreme that moves the trail
 * came before or after the one that would trigger it, so a bar triggers by the trail as its open left it, and its own extreme counts
 * from the next bar on.
 */
export function trailTo(one, price) {
    const { order } = one;
    if (order.type !== 'trailing-stop' || !(price > 0))
        return;
    const better = order.side === 'sell' ? price > one.best : price < one.best;
    if (!better && !Number.isNaN(one.best))
        return;
    one.best = price;
    const level = trailLevel(order.side, order.trail, price);
    const stop = order.stop;
    if (stop === null)
        order.stop = level;
    else
        order.stop = order.side === 'sell' ? Math.max(stop, level) : Math.min(stop, level);
}
