import { closable } from '../account/position.js';
import { priceInside, stopReached } from '../rules/inside.js';
import { through } from '../rules/price.js';
import { trailLevel } from '../rules/trail.js';
import { ENTERS, IDLE, STOPS_OUT, TAKES_PROFIT } from './resting.js';
/** What the inside of a bar holds for the orders of a book. */
export const NOTHING = 0;
export const PLAIN = 1;
/** The range alone cannot say what came first. */
export const UNCLEAR = 2;
/**
 * Gives every order in play the role that the range of the bar lets it have, and says whether their order in time is clear. It is not when
 * a stop and a target of one position are both reached, when two entries of one group are, or when an entry fills inside the bar and
 * what protects it may have been reached before.
 */
export function survey(book) {
    const { resting, bar } = book;
    let stops = 0;
    let targets = 0;
    let entries = 0;
    let unclear = false;
    for (let i = 0; i < resting.length; i++) {
        const one = resting[i];
        one.role = IDLE;
        if (!one.inPlay || one.order.tif === 'cls')
            continue;
        const price = priceInside(one, bar);
        if (Number.isNaN(price))
            continue;
        one.reachedAt = price;
        one.role = roleOf(book, one);
        if (one.role === STOPS_OUT)
            stops++;
        else if (one.role === TAKES_PROFIT)
            targets++;
        else {
            entries++;
            if (legsUnclear(one, bar))
                unclear = true;
        }
    }
    if (stops + targets + entries === 0)
        return NOTHING;
    if (stops > 0 && targets > 0)
        return UNCLEAR;
    return unclear || (entries > 1 && rivals(resting)) ? UNCLEAR : PLAIN;
}
function roleOf(book, one) {
    if (closable(book.position, one.order.side) === 0)
        return ENTERS;
    return one.order.type === 'limit' || one.triggered ? TAKES_PROFIT : STOPS_OUT;
}
/**
 * True when the bar reaches the protecting stop of an entry that fills inside it, and the entry may have come after. A limit entry is
 * passed on the way to its stop, so there the stop is sure to follow, unless the target is in reach too.
 */
function legsUnclear({ order, reachedAt, triggered }, bar) {
    const { legs, side } = order;
    if (legs === null)
        return false;
    const level = legs.stop ?? (legs.trail === null ? null : trailLevel(against(side), legs.trail, reachedAt));
    if (level === null)
        return false;
    const breached = side === 'buy' ? reachedAt <= level : reachedAt >= level;
    const reached = side === 'buy' ? bar.low <= level : bar.high >= level;
    if (breached || !reached)
        return false;
    const byLimit = order.type === 'limit' || triggered;
    return !byLimit || (legs.target !== null && through(against(side), side === 'buy' ? bar.high : bar.low, legs.target));
}
function against(side) {
    return side === 'buy' ? 'sell' : 'buy';
}
function rivals(resting) {
    for (let i = 0; i < resting.length; i++) {
        const { role, order } = resting[i];
        if (role !== ENTERS || order.group === null)
            continue;
        for (let j = i + 1; j < resting.length; j++) {
            if (resting[j].role === ENTERS && resting[j].order.group === order.group)
                return true;
        }
    }
    return false;
}
/** True when finer bars of this range reach every price in question, so that they can say which came first. */
export function reachesAll(book, low, high) {
    for (const one of book.resting) {
        if (one.role === IDLE)
            continue;
        if (one.reachedAt < low || one.reachedAt > high)
            return false;
        const stop = one.role === ENTERS ? (one.order.legs?.stop ?? null) : null;
        if (stop !== null && stopInBar(book.bar, stop) && (stop < low || stop > high))
            return false;
    }
    return true;
}
function stopInBar({ low, high }, stop) {
    return stop >= low && stop <= high;
}
/** Stop-limits whose stop was reached without a fill are limit orders from now on. */
export function waitsForTrigger(one, { low, high }) {
    return one.order.type === 'stop-limit' && !one.triggered && stopReached(one, low, high);
}
