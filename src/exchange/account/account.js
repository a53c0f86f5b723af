import { toDollars, toMicros } from './money.js';
/** Cash of the one account. */
export class Account {
    cashMicros;
    /** Part of the cash that has not settled (cash accounts only). */
    unsettledMicros = 0;
    #waiting = [];
    #cashOnly;
    constructor(options) {
        this.cashMicros = toMicros(options.cash);
        this.#cashOnly = options.accountRules === 'cash';
    }
    get cash() {
        return toDollars(this.cashMicros);
    }
    get settledCash() {
        return toDollars(this.settledMicros);
    }
    get settledMicros() {
        return this.#cashOnly ? this.cashMicros - this.unsettledMicros : this.cashMicros;
    }
    /** Proceeds of a sale that settle on a later day; outside cash accounts they buy at once. */
    defer(micros, day) {
        if (!this.#cashOnly || micros <= 0)
            return;
        this.unsettledMicros += micros;
        this.#waiting.push({ day, micros });
    }
    /** What settles on or before a day is settled. */
    settle(day) {
        let kept = 0;
        for (const one of this.#waiting) {
            if (one.day <= day)
                this.unsettledMicros -= one.micros;
            else
                this.#waiting[kept++] = one;
        }
        this.#waiting.length = kept;
    }
}
