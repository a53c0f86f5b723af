import { z } from 'zod'
import { nearest } from '../../analysis/nearest.ts'
import { OpenbellError } from '../../core/errors.ts'
import { normalizeSymbol } from '../../market/symbols.ts'
import type { RiskLimits } from './types.ts'

const clock = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const window = z
  .string()
  .regex(new RegExp(`^${clock}-${clock}$`))
  .refine((text) => text.slice(0, 5) < text.slice(6))
const symbol = z
  .string()
  .trim()
  .min(1)
  .regex(/^[\w.=/^-]+$/)
  .overwrite(normalizeSymbol)

/** One limit as a person writes it: what may stand there, said in words, and what it does. */
interface Field {
  read: z.ZodType
  allowed: string
  summary: string
}

const off = ', or null = no such limit'
const fraction = (most: number, summary: string): Field => ({
  read: z.number().gt(0).max(most).nullable(),
  allowed: `a fraction above 0 up to ${most} (0.05 is 5%)${off}`,
  summary,
})
const dollars = (summary: string): Field => ({
  read: z.number().gt(0).nullable(),
  allowed: `dollars above 0${off}`,
  summary,
})
const count = (summary: string): Field => ({
  read: z.int().min(1).nullable(),
  allowed: `a whole number from 1${off}`,
  summary,
})

/** Every limit, in the order that answers print them. */
const fields: Record<keyof RiskLimits, Field> = {
  allow: {
    read: z.array(symbol).nullable(),
    allowed: 'a list of symbols, or null = all',
    summary: 'Symbols that may be entered',
  },
  deny: { read: z.array(symbol), allowed: 'a list of symbols', summary: 'Symbols that may never be entered' },
  marketOrders: {
    read: z.boolean(),
    allowed: 'true or false',
    summary: 'False: a market intent is sent as a limit at the collar',
  },
  minimumPrintsPerMinute: {
    read: z.number().gt(0).nullable(),
    allowed: `prints a minute above 0${off}`,
    summary: 'Prints a minute that a symbol must have',
  },
  collar: fraction(0.5, 'How much worse than the last price a limit may be'),
  maximumQuoteAgeMs: { ...count('Oldest price an entry may rest on, milliseconds'), allowed: `milliseconds from 1${off}` },
  orderNotional: dollars('Largest order, dollars'),
  orderShare: fraction(10, 'Largest order as a share of equity'),
  positionNotional: dollars('Largest position in one symbol, dollars'),
  positionShare: fraction(10, 'Largest position in one symbol as a share of equity'),
  grossExposure: fraction(10, 'Largest value of all positions over equity'),
  ordersPerMinute: count('Entries in one minute'),
  ordersPerDay: count('Entries in one exchange day'),
  dayNotional: dollars('Value of all entries of one exchange day, dollars'),
  dayLossShare: fraction(1, 'Loss of an exchange day, as a share of the equity it began with, that ends its entries'),
  dayLossNotional: dollars('Loss of an exchange day, dollars, that ends its entries'),
  drawdown: fraction(1, 'Fall from the highest equity of the last sessions that stops entries'),
  drawdownDays: {
    read: z.int().min(1).max(1000),
    allowed: 'whole sessions from 1 to 1000',
    summary: 'Sessions that highest equity is taken from',
  },
  losingStreak: count('Losing round trips in a row, after which entries wait'),
  cooldownMinutes: { read: z.number().gt(0), allowed: 'minutes above 0', summary: 'Minutes of that wait' },
  quietWindows: {
    read: z.array(window),
    allowed: "a list like ['08:00-08:15'], New York time, each ending after it begins",
    summary: 'No entries inside, New York time',
  },
  flattenMinutesBeforeClose: {
    read: z.number().gt(0).max(390).nullable(),
    allowed: 'minutes above 0 up to 390, or null = positions are held overnight',
    summary: 'Positions are closed so many minutes before the regular close',
  },
}

/** Names of all limits, in the order that answers print them. */
export const LIMIT_NAMES = Object.keys(fields) as (keyof RiskLimits)[]

/** Limits as a person writes them, under `risk` in openbell.config.json or in a `--risk FILE`: every one may be left out. */
export const limitsSchema = z.strictObject(
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, fields[name].read.optional().describe(describedAs(fields[name]))])),
)

/** The whole set, as an answer holds it. */
export const limitValuesSchema = z.strictObject(
  Object.fromEntries(LIMIT_NAMES.map((name) => [name, outputOf(name).describe(fields[name].summary)])) as {
    [Name in keyof RiskLimits]: z.ZodType<RiskLimits[Name], RiskLimits[Name]>
  },
)

/**
 * The limits of `--risk settings` where nobody wrote others. 5% of equity a position and 2% loss a day, the tighter of share and dollars
 * holds; the collar is the band of a tier 1 stock in the Limit Up-Limit Down plan (5%): no stock of regular hours is far outside.
 */
export const DEFAULT_LIMITS: Readonly<RiskLimits> = Object.freeze({
  allow: null,
  deny: [],
  marketOrders: false,
  minimumPrintsPerMinute: 1000,
  collar: 0.05,
  maximumQuoteAgeMs: 60_000,
  orderNotional: null,
  orderShare: null,
  positionNotional: 50_000,
  positionShare: 0.05,
  grossExposure: 1,
  ordersPerMinute: 30,
  ordersPerDay: 500,
  dayNotional: null,
  dayLossShare: 0.02,
  dayLossNotional: 1000,
  drawdown: 0.1,
  drawdownDays: 20,
  losingStreak: 5,
  cooldownMinutes: 60,
  quietWindows: ['08:00-08:15'],
  flattenMinutesBeforeClose: null,
})

/** No limit at all (`--risk none`): the gate still asks what no setting switches off. */
export const NO_LIMITS: Readonly<RiskLimits> = Object.freeze({
  allow: null,
  deny: [],
  marketOrders: true,
  minimumPrintsPerMinute: null,
  collar: null,
  maximumQuoteAgeMs: null,
  orderNotional: null,
  orderShare: null,
  positionNotional: null,
  positionShare: null,
  grossExposure: null,
  ordersPerMinute: null,
  ordersPerDay: null,
  dayNotional: null,
  dayLossShare: null,
  dayLossNotional: null,
  drawdown: null,
  drawdownDays: 20,
  losingStreak: null,
  cooldownMinutes: 60,
  quietWindows: [],
  flattenMinutesBeforeClose: null,
})

/**
 * Limits that a person wrote, on top of `base`: what they do not say stays as it is there. `where` names the file in errors.
 * @throws OpenbellError config: the field, its value and what is allowed; an unknown field with the nearest name.
 */
export function parseLimits(raw: unknown, where: string, base: Readonly<RiskLimits> = DEFAULT_LIMITS): RiskLimits {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new OpenbellError(
      'config',
      `${where} holds no JSON object of limits`,
      'write { "positionShare": 0.05, "dayLossShare": 0.02 }',
    )
  }
  const parsed = limitsSchema.safeParse(raw)
  if (!parsed.success) throw badLimits(raw as Record<string, unknown>, parsed.error.issues[0], where)
  const limits = { ...base, ...withoutMissing(parsed.data) } as RiskLimits
  if (!limits.marketOrders && limits.collar === null) {
    const message = `${where}: marketOrders is false and collar is null: a market intent could not be given a limit price`
    throw new OpenbellError('config', message, 'write "collar": 0.05, or "marketOrders": true')
  }
  return Object.fromEntries(LIMIT_NAMES.map((name) => [name, limits[name]])) as unknown as RiskLimits
}

function badLimits(raw: Record<string, unknown>, issue: z.core.$ZodIssue, where: string): OpenbellError {
  if (issue.code === 'unrecognized_keys') {
    const near = nearest(issue.keys[0], LIMIT_NAMES)
    const hint = near ? `did you mean '${near}'?` : `limits are ${LIMIT_NAMES.join(', ')}`
    return new OpenbellError('config', `${where} has an unknown limit '${issue.keys[0]}'`, hint)
  }
  const name = issue.path[0] as keyof RiskLimits
  const message = `${where}: ${name} is ${JSON.stringify(raw[name])}, allowed: ${fields[name].allowed}`
  return new OpenbellError('config', message, `mend ${name} in ${where}`)
}

function withoutMissing(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

function describedAs({ summary, allowed }: Field): string {
  return `${summary}: ${allowed}`
}

/** Looser than what is read: an answer says what is in force, wherever it came from. */
function outputOf(name: keyof RiskLimits): z.ZodType {
  if (name === 'allow') return z.array(z.string()).nullable()
  if (name === 'deny' || name === 'quietWindows') return z.array(z.string())
  if (name === 'marketOrders') return z.boolean()
  return z.number().nullable()
}
