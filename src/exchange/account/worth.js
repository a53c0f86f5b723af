import { signedMicros } from './money.js';
/** Signed value of a book's position at its mark, in millionths. */
export function positionMicros({ position, mark, listing }) {
    return position.shares === 0 ? 0 : signedMicros(position.shares, mark, listing.multiplier);
}
/** Cash and positions at their marks, in millionths. */
export function equityMicros(venue) {
    let sum = venue.account.cashMicros;
    for (const book of venue.books)
        sum += positionMicros(book);
    return sum;
}
/** Market value of longs plus that of shorts, in millionths. */
export function grossMicros(venue) {
    let sum = 0;
    for (const book of venue.books)
        sum += Math.abs(positionMicros(book));
    return sum;
}
