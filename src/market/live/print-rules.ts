/** What a print may do to the bar of its minute; `EXTENDED`: its price counts outside the regular session only. */
export const SETS_OPEN_CLOSE = 1
export const SETS_HIGH_LOW = 2
export const SETS_VOLUME = 4
export const EXTENDED = 8

const ALL = SETS_OPEN_CLOSE | SETS_HIGH_LOW | SETS_VOLUME
/** Its price was made out of order or derived: it may be the highest or lowest, not the last. */
const NOT_LAST = SETS_HIGH_LOW | SETS_VOLUME
const VOLUME_ONLY = SETS_VOLUME
/** A report of a price, not an execution: neither its price nor its size is new. */
const NOTHING = 0

interface Rule {
  name: string
  /** Sale-condition code of the tapes; '' where only the flag exists. */
  code: string
  /** Lean's bit for it (Data/equity/readme.md of QuantConnect/Lean); 0 where it has none. */
  flag: number
  sets: number
  /** What the flag says where Lean's bars differ from the tapes' rules. */
  flagSets?: number
}

/**
 * Sale conditions of US equities and what they may set in CONSOLIDATED bars. Sources: CTS Multicast Output Specification of the CTA plan and UTP Data Feed
 * Services Specification of the UTP plan (tables of sale conditions with their updates of open, high, low, last and volume); `V` as redefined and `7` as introduced by
 * UTP Vendor Alert 2015-4. `B` is Average Price on the one tape and Bunched on the other: read as the first, since a price nobody dealt at
 * must not become a high.
 *
 * Form T sets prices of pre-market and after-hours minutes, never of regular ones, as the vendors' minute bars have it.
 *
 * Lean's minute bars of 2013 (AlgoSeek's) have ways of their own, found by comparing them with its prints of the same days (BAC, IBM, SPY; the test of the bars from
 * prints states the agreement): within the regular session sweeps set no price, outside it average prices do; derivatively priced prints never do; special
 * settlement, prior reference and out of sequence are no reason to leave a print out.
 */
const RULES: readonly Rule[] = [
  { name: 'regular', code: '@', flag: 0x1, sets: ALL },
  { name: 'acquisition', code: 'A', flag: 0x10000, sets: ALL },
  { name: 'average price', code: 'B', flag: 0x100000, sets: VOLUME_ONLY, flagSets: ALL | EXTENDED },
  { name: 'cash', code: 'C', flag: 0x2, sets: VOLUME_ONLY, flagSets: ALL },
  { name: 'distribution', code: 'D', flag: 0x80000, sets: ALL },
  { name: 'automatic execution', code: 'E', flag: 0x10000000, sets: ALL },
  { name: 'intermarket sweep', code: 'F', flag: 0x20, sets: ALL, flagSets: ALL | EXTENDED },
  { name: 'bunched sold', code: 'G', flag: 0, sets: NOT_LAST },
  { name: 'price variation', code: 'H', flag: 0x400000, sets: VOLUME_ONLY },
  { name: 'odd lot', code: 'I', flag: 0x80000000, sets: VOLUME_ONLY },
  { name: 'rule 127 or 155', code: 'K', flag: 0x800000, sets: ALL },
  { name: 'sold last', code: 'L', flag: 0x800, sets: ALL },
  { name: 'official close', code: 'M', flag: 0x1000000, sets: NOTHING },
  { name: 'next day', code: 'N', flag: 0x4, sets: VOLUME_ONLY, flagSets: ALL },
  { name: 'opening', code: 'O', flag: 0x40, sets: ALL },
  { name: 'prior reference price', code: 'P', flag: 0x2000000, sets: NOT_LAST, flagSets: ALL },
  { name: 'official open', code: 'Q', flag: 0x4000000, sets: NOTHING },
  { name: 'seller', code: 'R', flag: 0x8, sets: VOLUME_ONLY, flagSets: ALL },
  { name: 'split', code: 'S', flag: 0x8000, sets: ALL },
  { name: 'extended hours (form T)', code: 'T', flag: 0x2000, sets: ALL | EXTENDED },
  { name: 'extended hours (form T)', code: '', flag: 0x400, sets: ALL | EXTENDED },
  { name: 'extended hours, out of sequence', code: 'U', flag: 0x4000, sets: NOT_LAST | EXTENDED, flagSets: ALL },
  { name: 'contingent', code: 'V', flag: 0x40000, sets: VOLUME_ONLY },
  { name: 'average price', code: 'W', flag: 0, sets: VOLUME_ONLY },
  { name: 'cross', code: 'X', flag: 0x200000, sets: ALL },
  { name: 'yellow flag', code: 'Y', flag: 0x10, sets: ALL },
  { name: 'sold out of sequence', code: 'Z', flag: 0, sets: NOT_LAST },
  { name: 'stopped', code: '1', flag: 0x1000, sets: ALL },
  { name: 'stopped, sold last', code: '2', flag: 0, sets: ALL },
  { name: 'stopped, out of sequence', code: '3', flag: 0, sets: NOT_LAST },
  { name: 'derivatively priced', code: '4', flag: 0x200, sets: NOT_LAST, flagSets: VOLUME_ONLY },
  { name: 'reopening', code: '5', flag: 0x100, sets: ALL },
  { name: 'closing', code: '6', flag: 0x80, sets: ALL },
  { name: 'qualified contingent', code: '7', flag: 0, sets: VOLUME_ONLY },
  { name: 'exempt (rule 611)', code: '8', flag: 0x20000000, sets: ALL },
  { name: 'corrected close', code: '9', flag: 0, sets: SETS_OPEN_CLOSE | SETS_HIGH_LOW },
  { name: 'bunched', code: '', flag: 0x20000, sets: ALL },
  { name: 'cap election', code: '', flag: 0x8000000, sets: ALL },
]

const SETS_BY_CODE = new Map(RULES.filter(({ code }) => code !== '').map(({ code, sets }) => [code, sets]))

const known = new Map<string, number>([['', ALL]])
/** A vendor that sends nonsense must not fill the memory. */
const MOST_KNOWN = 4096
let lastText = ''
let lastSets = ALL

/**
 * What a print with these conditions may set: the bits above. Several conditions allow what all of them allow. Codes stand between commas or spaces;
 * a code of two or more hexadecimal digits is a sum of Lean's flags; an unknown code forbids nothing.
 */
export function printSets(conditions: string): number {
  if (conditions === lastText) return lastSets
  let sets = known.get(conditions)
  if (sets === undefined) {
    sets = readConditions(conditions)
    if (known.size < MOST_KNOWN) known.set(conditions, sets)
  }
  lastText = conditions
  lastSets = sets
  return sets
}

/** The same for a print inside or outside the regular session: form T makes no price in it. */
export function setsWithin(sets: number, regular: boolean): number {
  if ((sets & EXTENDED) === 0) return sets
  return regular ? sets & SETS_VOLUME : sets & ~EXTENDED
}

function readConditions(conditions: string): number {
  const sets = { allowed: ALL, extended: 0 }
  for (const code of conditions.split(/[\s,]+/)) {
    if (code === '') continue
    if (/^[0-9a-f]{2,8}$/i.test(code)) {
      const flags = Number.parseInt(code, 16)
      for (const rule of RULES) if (rule.flag !== 0 && (flags & rule.flag) !== 0) narrow(sets, rule.flagSets ?? rule.sets)
    } else narrow(sets, SETS_BY_CODE.get(code) ?? ALL)
  }
  return sets.allowed | sets.extended
}

function narrow(sets: { allowed: number; extended: number }, by: number): void {
  sets.allowed &= by
  sets.extended |= by & EXTENDED
}
