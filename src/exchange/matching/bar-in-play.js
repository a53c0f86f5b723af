import { lowerBound } from '../../market/bars.js';
/** The bar that a book's orders meet now: a row of its series, a finer row inside one, or a print. Reused, never kept. */
export class BarInPlay {
    time = 0;
    closeTime = 0;
    day = 0;
    open = 0;
    high = 0;
    low = 0;
    close = 0;
    volume = 0;
    /** Open of the bar before it; -Infinity before the first. */
    previousTime = Number.NEGATIVE_INFINITY;
    row(series, row) {
        const { bars } = series;
        this.time = bars.time[row];
        this.closeTime = series.closeTime[row];
        this.day = series.day[row];
        this.open = bars.open[row];
        this.high = bars.high[row];
        this.low = bars.low[row];
        this.close = bars.close[row];
        this.volume = bars.volume[row];
        this.previousTime = row > 0 ? bars.time[row - 1] : Number.NEGATIVE_INFINITY;
    }
    print(price, size, time, day, previous) {
        this.time = time;
        this.closeTime = time;
        this.day = day;
        this.open = price;
        this.high = price;
        this.low = price;
        this.close = price;
        this.volume = size;
        this.previousTime = previous;
    }
    /** A finer row of the coarse bar, cut to the coarse bar's range: no fill may lie outside what the run's own data shows. */
    finer(bars, row, coarse) {
        this.time = bars.time[row];
        this.closeTime = row + 1 < bars.length ? bars.time[row + 1] : coarse.closeTime;
        this.day = coarse.day;
        this.open = within(bars.open[row], coarse);
        this.high = within(bars.high[row], coarse);
        this.low = within(bars.low[row], coarse);
        this.close = within(bars.close[row], coarse);
        this.volume = coarse.volume;
        this.previousTime = row > 0 ? bars.time[row - 1] : coarse.previousTime;
    }
    copy(from) {
        this.time = from.time;
        this.closeTime = from.closeTime;
        this.day = from.day;
        this.open = from.open;
        this.high = from.high;
        this.low = from.low;
        this.close = from.close;
        this.volume = from.volume;
        this.previousTime = from.previousTime;
    }
}
function within(price, { low, high }) {
    return Math.min(high, Math.max(low, price));
}
/** Rows of finer bars that open inside `[from, to)`, as `[first, end)`. */
export function finerRows(bars, from, to) {
    return [lowerBound(bars.time, bars.length, from), lowerBound(bars.time, bars.length, to)];
}
