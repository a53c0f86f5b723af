import { OpenbellError } from '../../core/errors.js';
import { fixedSlippage, noSlippage, spreadSlippage, volumeSlippage } from './models.js';
const NAMED = [noSlippage, spreadSlippage, volumeSlippage];
/** Reads `spread`, `none`, `fixed:0.01` or `volume`; throws `usage` with the choices. */
export function parseSlippage(text) {
    const named = NAMED.find((one) => one.name === text);
    if (named)
        return named;
    const fixed = /^fixed:(\d*\.?\d+)$/.exec(text);
    if (fixed)
        return fixedSlippage(Number(fixed[1]));
    throw new OpenbellError('usage', `no slippage is called '${text}'`, '--slippage spread, none, fixed:0.01 (dollars a share) or volume');
}
