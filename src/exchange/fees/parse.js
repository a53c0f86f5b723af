import { OpenbellError } from '../../core/errors.js';
import { fractionFee, noFee, perShareFee } from './simple.js';
import { usFee } from './us.js';
/** Largest fraction taken as a fee; more is a percentage typed as a number. */
const LARGEST_FRACTION = 0.1;
/** Reads `us`, `none`, a fraction of the value (`0.001`) or `share:0.005`; throws `usage` with the choices. */
export function parseFee(text) {
    if (text === 'us')
        return usFee();
    if (text === 'none')
        return noFee;
    const share = /^share:(\d*\.?\d+)$/.exec(text);
    if (share)
        return perShareFee(Number(share[1]));
    const fraction = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (fraction >= 0 && fraction <= LARGEST_FRACTION)
        return fraction === 0 ? noFee : fractionFee(fraction);
    throw new OpenbellError('usage', `no fee is called '${text}'`, '--fee us, none, 0.001 (a fraction, at most 0.1) or share:0.005');
}
