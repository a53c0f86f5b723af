import { through } from './price.js';
/** On-the-close orders meet the closing auction, whose price is the close of the session's last bar; a limit needs it strictly beyond. */
export function priceAtClose({ order }, { close }) {
    return order.limit === null || through(order.side, close, order.limit) ? close : Number.NaN;
}
