import { flatPosition } from '../account/position.js';
import { BarInPlay } from './bar-in-play.js';
const NO_ROWS = new Float64Array(0);
/** Everything about one listing: its bars, what rests, what is held. */
export class Book {
    index;
    listing;
    series = null;
    /** Columns of the series that every step reads. */
    low = NO_ROWS;
    high = NO_ROWS;
    close = NO_ROWS;
    position = flatPosition();
    /** Price the position is valued at; NaN before the first. */
    mark = Number.NaN;
    resting = [];
    halts = [];
    bar = new BarInPlay();
    /** Shares that fills may still take from the bar in play. */
    left = 0;
    withoutVolume = false;
    /** The bar in play cannot say what came first. */
    ambiguous = false;
    lastPrint = Number.NEGATIVE_INFINITY;
    /** What rests can do nothing in a bar that stays above `floor` and below `ceiling`. */
    floor = Number.POSITIVE_INFINITY;
    ceiling = Number.NEGATIVE_INFINITY;
    /** Shares opened on the date `openedDay`, and whether closing them has been counted as a day trade. */
    openedDay = Number.NaN;
    openedCounted = true;
    constructor(index, listing) {
        this.index = index;
        this.listing = listing;
    }
    attach(series) {
        this.series = series;
        this.low = series.bars.low;
        this.high = series.bars.high;
        this.close = series.bars.close;
    }
    /** What rests has changed: the next bar is looked at in full. */
    touch() {
        this.floor = Number.POSITIVE_INFINITY;
        this.ceiling = Number.NEGATIVE_INFINITY;
    }
    /** Drops what is done. Never while orders are being walked. */
    sweep() {
        const { resting } = this;
        let kept = 0;
        for (let i = 0; i < resting.length; i++)
            if (!resting[i].done)
                resting[kept++] = resting[i];
        resting.length = kept;
    }
}
