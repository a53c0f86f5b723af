/** No fees at all. */
export const noFee = { name: 'none', text: 'No fees.', model: () => 0 };
/** A fraction of what a fill is worth, on both sides: 0.001 = 0.1%. */
export function fractionFee(fraction) {
    return {
        name: String(fraction),
        text: `${Number((fraction * 100).toPrecision(12))}% of the value of every fill, on both sides.`,
        model: ({ shares, price, multiplier }) => shares * price * multiplier * fraction,
    };
}
/** Dollars a share (or contract), on both sides. */
export function perShareFee(dollars) {
    return {
        name: `share:${dollars}`,
        text: `${dollars} dollars a share, on both sides.`,
        model: ({ shares }) => shares * dollars,
    };
}
