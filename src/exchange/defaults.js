import { usFee } from './fees/us.js';
import { spreadSlippage } from './slippage/models.js';
/**
 * The options that hold where nothing else is said. Borrow: the usual fee of stocks that are easy to borrow, 0.25% a year; debit cash:
 * 7% a year, about what retail brokers ask.
 */
export function defaultOptions() {
    return {
        cash: 100_000,
        fractional: false,
        fee: usFee(),
        slippage: spreadSlippage,
        margin: 1,
        volumeShare: 0.1,
        accountRules: 'none',
        borrowRate: 0.0025,
        debitRate: 0.07,
    };
}
