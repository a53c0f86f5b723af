/**
 * A limit order fills only when the price went strictly through its limit: at the limit itself it waits behind everybody who came
 * before, and a bar does not show that queue.
 */
export function through(side, price, limit) {
    return side === 'buy' ? price < limit : price > limit;
}
/** A stop is triggered by a touch: that is how brokers define it (FINRA rule 5350: "at or above", "at or below" the stop price). */
export function touches(side, price, stop) {
    return side === 'buy' ? price >= stop : price <= stop;
}
/** The extreme of a bar that a limit of this side waits for. */
export function limitExtreme(side, low, high) {
    return side === 'buy' ? low : high;
}
/** The extreme of a bar that a stop of this side waits for. */
export function stopExtreme(side, low, high) {
    return side === 'buy' ? high : low;
}
