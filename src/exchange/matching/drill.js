import { BarInPlay, finerRows } from './bar-in-play.js';
import { endOfBar, trailToOpen } from './end-of-bar.js';
import { insidePass } from './inside-pass.js';
import { openPass } from './open-pass.js';
import { reachesAll } from './survey.js';
/**
 * Walks the finer bars inside a bar that cannot say what came first, by the same rules. False when there are none, or when they do not
 * reach every price in question (another feed, missing minutes): then they cannot tell. A bar that stays unclear in its finer bars is
 * counted as ambiguous, one that they settle as drilled. The volume that fills may take stays that of the whole bar.
 */
export function drill(venue, book) {
    if (venue.finer === null)
        return false;
    const { bar, listing } = book;
    const bars = venue.finer(listing.symbol, bar.time, bar.closeTime);
    if (bars === null)
        return false;
    const [first, end] = finerRows(bars, bar.time, bar.closeTime);
    if (end - first < 2 || !canTell(book, bars, first, end))
        return false;
    const { totals } = venue;
    const before = totals.ambiguousBars;
    walk(venue, book, bars, first, end);
    if (totals.ambiguousBars > before)
        totals.ambiguousBars = before + 1;
    else
        totals.drilledBars++;
    return true;
}
function canTell(book, bars, first, end) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = first; i < end; i++) {
        if (bars.low[i] < low)
            low = bars.low[i];
        if (bars.high[i] > high)
            high = bars.high[i];
    }
    return reachesAll(book, low, high);
}
function walk(venue, book, bars, first, end) {
    const coarse = new BarInPlay();
    book.ambiguous = false;
    coarse.copy(book.bar);
    for (let i = first; i < end; i++) {
        book.bar.finer(bars, i, coarse);
        openPass(venue, book, true);
        if (openPass(venue, book, false))
            openPass(venue, book, true);
        trailToOpen(book);
        insidePass(venue, book, null);
        endOfBar(venue, book);
    }
    book.bar.copy(coarse);
}
