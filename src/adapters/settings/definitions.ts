import { z } from 'zod'
import { Secret, type SettingName, type SettingValues } from '../../core/settings.ts'

/** One setting: where it may come from, how it is read, what it is when nobody says. */
export interface SettingDefinition<Name extends SettingName = SettingName> {
  name: Name
  /** Environment variable (also the key in `.env`); null for what is more than one value. */
  env: string | null
  /** Global flag without dashes, when there is one. */
  flag: string | null
  /** Key in openbell.config.json and the user's config; null for what must not stand in a file that is shared. */
  config: string | null
  summary: string
  read: z.ZodType<SettingValues[Name]>
  fallback: SettingValues[Name] | null
}

const secret = z
  .string()
  .min(1)
  .transform((text) => new Secret(text))
/** Keys travel in headers; an address with a password in it would be printed with it. */
const url = z
  .url()
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), 'holds a user name or password')
  .transform((text) => text.replace(/\/+$/, ''))
/** Text or a number from JSON; nothing else passes for a number, an empty text least of all. */
const numeric = z
  .union([z.string().trim().min(1), z.number()])
  .transform(Number)
  .pipe(z.number())
const whole = numeric.pipe(z.int())

function define<Name extends SettingName>(
  name: Name,
  from: { env: string | null; flag?: string; config?: boolean },
  summary: string,
  read: z.ZodType<SettingValues[Name]>,
  fallback: SettingValues[Name] | null,
): SettingDefinition<Name> {
  return { name, env: from.env, flag: from.flag ?? null, config: from.config === false ? null : name, summary, read, fallback }
}

const clockTime = '(?:[01]\\d|2[0-3]):[0-5]\\d'
const window = z
  .string()
  .regex(new RegExp(`^${clockTime}-${clockTime}$`), 'is not HH:MM-HH:MM')
  .refine((text) => text.slice(0, 5) < text.slice(6), 'ends before it begins')

/** Hours may go over midnight. */
const hours = z
  .string()
  .regex(new RegExp(`^${clockTime}-${clockTime}$`), 'is not HH:MM-HH:MM')
  .refine((text) => text.slice(0, 5) !== text.slice(6), 'begins when it ends')

/** What is posted must not be read on the way: https, or a program on this machine. */
const webhook = z
  .url()
  .refine(
    (text) => /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/|$)/i.test(text),
    'is neither https nor this machine',
  )
  .refine((text) => !/^[^/]*\/\/[^/]*@/.test(text), 'holds a user name or password')
  .transform((text) => new Secret(text))

/** Who knows it may use the server: nothing that can be guessed. */
const token = z
  .string()
  .regex(/^[\x21-\x7e]{16,200}$/, 'is not 16 to 200 letters, digits and signs without spaces')
  .transform((text) => new Secret(text))

/** The engine knows what the limits are; here only their shape is looked at. */
const risk = z.record(z.string(), z.unknown(), 'is no object of limits').transform((limits) => Object.freeze(limits))

/** Anything that is not exactly `live` is paper: an unknown mode never trades for real. */
const mode = z.unknown().transform((value) => (value === 'live' ? 'live' : 'paper') as 'paper' | 'live')

/** Every setting; the order is the order `openbell config` prints. `home` and `asOf` are settled by the loader. */
export const definitions = [
  define('source', { env: 'OPENBELL_SOURCE', flag: 'source' }, 'Where market data comes from', z.string().min(1), 'simulated'),
  define(
    'broker',
    { env: 'OPENBELL_BROKER', flag: 'broker' },
    'Where orders and the account live',
    z.string().min(1),
    'simulated',
  ),
  define(
    'account',
    { env: 'OPENBELL_ACCOUNT', flag: 'account' },
    'Which simulated account',
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is no name of an account: small letters, digits and dashes'),
    'main',
  ),
  define('mode', { env: 'OPENBELL_MODE', flag: 'mode', config: false }, 'paper, or live when said exactly', mode, 'paper'),
  define(
    'session',
    { env: 'OPENBELL_SESSION', flag: 'session' },
    'Bars of all sessions or of regular hours only',
    z.enum(['all', 'regular']),
    'all',
  ),
  define('seed', { env: 'OPENBELL_SEED', flag: 'seed' }, 'Seed of the simulated market', whole, 1),
  define('alpacaKeyId', { env: 'APCA_API_KEY_ID', config: false }, 'Alpaca key id', secret, null),
  define('alpacaSecretKey', { env: 'APCA_API_SECRET_KEY', config: false }, 'Alpaca secret key', secret, null),
  define('alpacaLiveKeyId', { env: 'APCA_LIVE_API_KEY_ID', config: false }, 'Alpaca key id of the live account', secret, null),
  define(
    'alpacaLiveSecretKey',
    { env: 'APCA_LIVE_API_SECRET_KEY', config: false },
    'Alpaca secret key of the live account',
    secret,
    null,
  ),
  define('alpacaTradingUrl', { env: 'APCA_API_BASE_URL' }, 'Alpaca trading host', url, 'https://paper-api.alpaca.markets'),
  define('alpacaDataUrl', { env: 'APCA_API_DATA_URL' }, 'Alpaca market data host', url, 'https://data.alpaca.markets'),
  define('alpacaStreamUrl', { env: 'APCA_API_STREAM_URL' }, 'Alpaca stream host', url, 'wss://stream.data.alpaca.markets'),
  define(
    'alpacaFeed',
    { env: 'OPENBELL_ALPACA_FEED' },
    'iex or sip; unset = what the account may read',
    z.enum(['iex', 'sip']),
    null,
  ),
  define('yahooUrl', { env: 'OPENBELL_YAHOO_URL' }, 'Yahoo host; unset = the real ones', url, null),
  define(
    'cacheEntries',
    { env: 'OPENBELL_CACHE_ENTRIES' },
    'Answers kept in memory a vendor',
    numeric.pipe(z.int().min(0).max(100_000)),
    100,
  ),
  define(
    'cacheSeconds',
    { env: 'OPENBELL_CACHE_SECONDS' },
    'How long an answer stays fresh',
    numeric.pipe(z.number().min(0)),
    300,
  ),
  define('requestTimeoutMs', { env: 'OPENBELL_TIMEOUT_MS' }, 'Deadline of one vendor call', numeric.pipe(z.int().min(1)), 10_000),
  define(
    'accountCash',
    { env: 'OPENBELL_ACCOUNT_CASH' },
    'Cash of the simulated account, dollars',
    numeric.pipe(z.number().min(0)),
    100_000,
  ),
  define(
    'minimumPrintsPerMinute',
    { env: 'OPENBELL_MINIMUM_PRINTS' },
    'Liquidity below which nothing is tradable',
    numeric.pipe(z.number().min(0)),
    1000,
  ),
  define('quietWindow', { env: 'OPENBELL_QUIET_WINDOW' }, 'New York window without new orders', window, '08:00-08:15'),
  define('alertWebhook', { env: 'OPENBELL_ALERT_WEBHOOK', config: false }, 'Address that alerts are posted to', webhook, null),
  define(
    'alertCommand',
    { env: 'OPENBELL_ALERT_COMMAND', config: false },
    'Program that is started for each alert',
    z.string().trim().min(1),
    null,
  ),
  define('alertDesktop', { env: 'OPENBELL_ALERT_DESKTOP' }, 'on: alerts are shown on the desktop', z.enum(['on', 'off']), 'off'),
  define(
    'alertQuietHours',
    { env: 'OPENBELL_ALERT_QUIET_HOURS' },
    'New York hours in which no alert is sent, e.g. 22:00-06:00',
    hours,
    null,
  ),
  define('mcpToken', { env: 'OPENBELL_MCP_TOKEN', config: false }, 'Bearer token of serve-mcp over HTTP', token, null),
  define('risk', { env: null }, 'Limits of the risk gate that differ from the written ones', risk, null),
  define('programRisk', { env: null }, 'Further limits for orders of AI clients; the tighter of both holds', risk, null),
  define(
    'logLevel',
    { env: 'OPENBELL_LOG_LEVEL' },
    'debug, info, warn, error or silent',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    'info',
  ),
] as const

/** Names whose values are never shown, only `set`. */
export const secretNames: ReadonlySet<string> = new Set([
  'alpacaKeyId',
  'alpacaSecretKey',
  'alpacaLiveKeyId',
  'alpacaLiveSecretKey',
  'alertWebhook',
  'mcpToken',
])
