/**
 * Whether a trading status stops trading (true) or lets it go on (false); null for what does neither: price indications, imbalances, short-sale
 * restrictions. Codes of the two tapes' own specifications (CTA for tapes A and B: digits; UTP for tape C: letters); after a `Q` there are quotes, but no prints yet.
 */
export function haltedBy(code: string, words: string): boolean | null {
  const known = CODES[code]
  if (known !== undefined) return known
  if (/\b(halt|pause)/i.test(words)) return true
  return /\bresum/i.test(words) ? false : null
}

const CODES: Record<string, boolean> = { H: true, P: true, Q: true, T: false, '2': true, '3': false }
