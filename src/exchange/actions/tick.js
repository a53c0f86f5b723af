/** The nearest price on the grid that is not above (`down`) or not below (`up`) a price; never under one step. Under a dollar stocks have four decimals (SEC rule 612). */
export function onTick(price, { tickSize, multiplier }, direction) {
    const tick = multiplier === 1 && price < 1 ? Math.min(tickSize, 0.0001) : tickSize;
    const steps = price / tick;
    const whole = direction === 'down' ? Math.floor(steps + 1e-6) : Math.ceil(steps - 1e-6);
    return Number((Math.max(1, whole) * tick).toPrecision(12));
}
