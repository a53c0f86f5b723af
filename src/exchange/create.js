import { OpenbellError } from '../core/errors.js';
import { utcDay } from '../core/time.js';
import { affordableShares } from './account/affordable.js';
import { openingBudget } from './account/buying-power.js';
import { checkMargin } from './account/margin.js';
import { toDollars, toMicros } from './account/money.js';
import { equityMicros, grossMicros } from './account/worth.js';
import { schedule } from './actions/due.js';
import { beginDay } from './matching/begin-day.js';
import { cancel } from './matching/lifecycle.js';
import { matchPrint, matchStep } from './matching/step.js';
import { replace, submit } from './matching/submit.js';
import { Venue } from './matching/venue.js';
/**
 * An exchange with one account. `listener` hears every event at once, in order, and may submit and cancel while it listens. `finer`
 * gives the bars inside an ambiguous one.
 * @throws OpenbellError usage when the options make no account (cash, margin or volume share not positive).
 */
export function createExchange(options, listings, listener, finer = null) {
    for (const name of ['cash', 'margin', 'volumeShare']) {
        if (options[name] > 0 && Number.isFinite(options[name]))
            continue;
        throw new OpenbellError('usage', `an account with ${name} ${options[name]}`, 'openbell backtest --help');
    }
    return new MatchingExchange(new Venue(options, listings, listener, finer));
}
class MatchingExchange {
    #venue;
    #books;
    #bySymbol;
    options;
    listings;
    account;
    totals;
    constructor(venue) {
        this.#venue = venue;
        this.#books = venue.books;
        this.#bySymbol = new Map(venue.books.map((book) => [book.listing.symbol, book]));
        this.options = venue.options;
        this.listings = venue.books.map((book) => book.listing);
        this.account = venue.account;
        this.totals = venue.totals;
    }
    get resting() {
        return this.#venue.restingCount;
    }
    attach(listing, series) {
        this.#books[listing].attach(series);
    }
    schedule(actions) {
        schedule(this.#venue, actions);
    }
    submit(request, at) {
        return submit(this.#venue, this.#bySymbol.get(request.symbol), request, at);
    }
    cancel(orderId, at, reason) {
        const found = this.#find(orderId);
        if (found)
            cancel(this.#venue, this.#books[found.order.listing], found, at, reason);
        return found !== null;
    }
    replace(orderId, changes, at) {
        const found = this.#find(orderId);
        if (!found)
            return `no order ${orderId} rests`;
        return replace(this.#venue, this.#books[found.order.listing], found, changes, at);
    }
    matchStep(listings, rows, count) {
        matchStep(this.#venue, listings, rows, count);
    }
    matchPrint(listing, price, size, time) {
        const book = this.#books[listing];
        const day = book.series ? book.series.calendar.dateOf(time) : utcDay(time);
        matchPrint(this.#venue, book, price, size, time, day);
    }
    beginDay(day, at) {
        beginDay(this.#venue, day, at);
    }
    halt(listing, from, to, reason) {
        this.#books[listing].halts.push({ from, to, reason });
    }
    mark(listing, price) {
        this.#books[listing].mark = price;
    }
    markStep(listings, rows, count) {
        for (let i = 0; i < count; i++) {
            const book = this.#books[listings[i]];
            book.mark = book.close[rows[i]];
        }
    }
    checkMargin(at) {
        return checkMargin(this.#venue, at);
    }
    shares(listing) {
        return this.#books[listing].position.shares;
    }
    averagePrice(listing) {
        return this.#books[listing].position.averagePrice;
    }
    lastPrice(listing) {
        return this.#books[listing].mark;
    }
    equity() {
        return toDollars(equityMicros(this.#venue));
    }
    grossValue() {
        return toDollars(grossMicros(this.#venue));
    }
    buyingPower(listing, side, price) {
        return Math.max(0, toDollars(openingBudget(this.#venue, this.#books[listing], side, price)));
    }
    affordable(listing, side, budget, price, time) {
        const { purchase } = this.#venue;
        const { tickSize, multiplier } = this.#books[listing].listing;
        Object.assign(purchase.facts, { side, price, time, volume: 0, high: price, low: price, tickSize, multiplier, takes: true });
        purchase.closing = 0;
        purchase.feeWeight = 1;
        return affordableShares(toMicros(budget), Number.POSITIVE_INFINITY, purchase);
    }
    restingOf(listing) {
        return this.#books[listing].resting.filter((one) => !one.done).map((one) => one.order);
    }
    #find(orderId) {
        for (const book of this.#books) {
            for (const one of book.resting)
                if (one.order.id === orderId && !one.done)
                    return one;
        }
        return null;
    }
}
