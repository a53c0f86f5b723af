import { snapShares } from './money.js';
export function flatPosition() {
    return { shares: 0, averagePrice: Number.NaN };
}
/**
 * Folds one fill into a position and returns how many of its shares closed something. What adds moves the mean price (cost averaging);
 * what closes leaves it; a fill that turns the position opens the rest at its own price. Exchange and ledger use this one fold.
 */
export function applyFill(position, side, shares, price) {
    const before = position.shares;
    const after = snapShares(side === 'buy' ? before + shares : before - shares);
    position.shares = after;
    if (before === 0) {
        position.averagePrice = price;
        return 0;
    }
    if (before > 0 === (side === 'buy')) {
        position.averagePrice = (position.averagePrice * Math.abs(before) + price * shares) / Math.abs(after);
        return 0;
    }
    if (after === 0)
        position.averagePrice = Number.NaN;
    else if (after > 0 !== before > 0)
        position.averagePrice = price;
    return Math.min(shares, Math.abs(before));
}
/** Shares of an order of this side that would close what is held; 0 when it would open or add. */
export function closable(position, side) {
    return side === 'buy' ? Math.max(0, -position.shares) : Math.max(0, position.shares);
}
