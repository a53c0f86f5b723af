import { Account } from '../account/account.js';
import { Book } from './book.js';
/** The state of one exchange, shared by the parts of the core. */
export class Venue {
    options;
    books;
    account;
    emit;
    finer;
    totals;
    /** Orders that rest, all books. */
    restingCount = 0;
    /** Positions below zero, all books. */
    shorts = 0;
    nextOrder = 1;
    nextExecution = 1;
    /** The exchange date in progress; NaN before `beginDay`. */
    day = Number.NaN;
    /** Splits and dividends by ex-date, and how many are done. */
    actions = [];
    actionsDone = 0;
    dayTrades = { days: [], equityAtDayStart: Number.NaN };
    /** Ids seen, where the account's rules refuse one that comes again. */
    clientIds = new Set();
    /** Orders are being walked: books are swept when it is over. */
    walking = false;
    /** Books with something to do in the step in progress. */
    active = [];
    /** Reused by every fill and every sizing. */
    purchase;
    constructor(options, listings, emit, finer) {
        this.options = options;
        this.books = listings.map((listing, index) => new Book(index, listing));
        this.account = new Account(options);
        this.emit = emit;
        this.finer = finer;
        this.totals = noTotals();
        const facts = {
            side: 'buy',
            shares: 0,
            price: 0,
            time: 0,
            volume: 0,
            high: 0,
            low: 0,
            tickSize: 0,
            multiplier: 1,
            takes: true,
        };
        this.purchase = { facts: { ...facts }, fee: options.fee.model, feeWeight: 1, closing: 0, fractional: options.fractional };
    }
}
function noTotals() {
    return {
        orders: 0,
        fills: 0,
        fees: 0,
        slippageCost: 0,
        borrow: 0,
        interest: 0,
        dividends: 0,
        turnover: 0,
        ambiguousBars: 0,
        drilledBars: 0,
        shrunkFills: 0,
        withoutVolume: 0,
        marginCalls: 0,
    };
}
