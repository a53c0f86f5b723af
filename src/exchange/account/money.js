/** Money is kept in whole millionths of a dollar (doubles hold them exactly to 9 billion dollars), so that sums never drift. */
export const MICROS = 1_000_000;
/** Shares are kept to this part of one, as brokers of fractional shares do. */
export const SHARE_PARTS = 1_000_000_000;
export function toMicros(dollars) {
    return Math.round(dollars * MICROS);
}
export function toDollars(micros) {
    return micros / MICROS;
}
/** What so many shares (never negative) are worth, in millionths; the one rounding of a fill's value. */
export function valueMicros(shares, price, multiplier) {
    return Math.round(shares * price * multiplier * MICROS);
}
/** The same of a signed position. */
export function signedMicros(shares, price, multiplier) {
    return shares < 0 ? -valueMicros(-shares, price, multiplier) : valueMicros(shares, price, multiplier);
}
/** Shares on the grid that is kept: sums of fractions leave dust (0.1 + 0.2 - 0.3), which is no position. */
export function snapShares(shares) {
    return Number.isInteger(shares) ? shares : Math.round(shares * SHARE_PARTS) / SHARE_PARTS;
}
/** The largest size on the grid that is not above `shares`; a size short of the next step by rounding alone counts as that step. */
export function floorShares(shares, fractional) {
    if (!fractional)
        return Math.floor(shares + 1e-9);
    // A size on the grid stays as it is: scaled up, a large one has no digits left to tell (97.941274416 would lose its last).
    const nearest = Math.round(shares * SHARE_PARTS) / SHARE_PARTS;
    return nearest <= shares ? nearest : Math.floor(shares * SHARE_PARTS + 1e-6) / SHARE_PARTS;
}
