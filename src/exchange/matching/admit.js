import { expire, isImmediate } from './lifecycle.js';
import { NO_DAY } from './resting.js';
import { isOpening, isRegular } from './session.js';
/**
 * Says of every order that rests whether it may fill in the bar in play:
 * - the bar opens at or after the order was sent (and after every change of it);
 * - no halt is on;
 * - a day order belongs to the date of the first bar it meets, and has expired in a bar of a later date;
 * - under a broker's rules everything but extended limit orders waits for the regular session;
 * - an on-the-open order meets the first regular bar only; an on-the-close order is never matched before the close.
 */
export function admitOrders(venue, book) {
    const { resting, bar } = book;
    const halted = isHalted(book);
    const count = resting.length;
    for (let i = 0; i < count; i++) {
        const one = resting[i];
        if (one.done)
            continue;
        one.role = 0;
        one.inPlay = !halted && one.liveFrom <= bar.time && inSession(venue, book, one) && inDate(venue, book, one);
        if (one.inPlay && one.order.tif === 'opg')
            one.inPlay = isOpening(book);
        if (one.inPlay)
            one.barsMet++;
    }
}
function isHalted({ halts, bar }) {
    for (const halt of halts)
        if (bar.time >= halt.from && bar.time < halt.to)
            return true;
    return false;
}
function inSession(venue, book, { order }) {
    if (venue.options.accountRules === 'none' || order.extended)
        return true;
    return isRegular(book);
}
function inDate(venue, book, one) {
    const { tif } = one.order;
    const { bar } = book;
    if (tif === 'gtc' || tif === 'opg')
        return true;
    if (one.day === NO_DAY)
        one.day = tif === 'cls' && !beforeClose(book) ? NO_DAY : bar.day;
    if (one.day !== NO_DAY && one.day < bar.day) {
        expire(venue, book, one, bar.time, 'its day ended');
        return false;
    }
    return true;
}
function beforeClose({ series, bar }) {
    const regular = series?.calendar.day(bar.day).regular;
    return !regular || bar.time < regular.close;
}
/** After the open: what takes only the open and did not get it is over. */
export function endImmediate(venue, book) {
    const { resting, bar } = book;
    const count = resting.length;
    for (let i = 0; i < count && i < resting.length; i++) {
        const one = resting[i];
        if (one.done || !one.inPlay)
            continue;
        const { tif } = one.order;
        if (isImmediate(tif))
            expire(venue, book, one, bar.time, tif === 'fok' ? 'not all of it was there at once' : 'nothing more was there at once');
        else if (tif === 'opg')
            expire(venue, book, one, bar.time, 'the opening auction did not fill it');
    }
}
