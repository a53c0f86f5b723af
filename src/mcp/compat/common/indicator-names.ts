/** Names of indicators elsewhere, as we spell them; what stands in no row is passed on, and judged where it is computed. */
const SPELLED = new Map(
  Object.entries({
    bb: 'bollinger',
    bbands: 'bollinger',
    bollinger_bands: 'bollinger',
    bollingerbands: 'bollinger',
    stoch: 'stochastic',
    stochrsi: 'stochrsi',
    willr: 'williams',
    williams_r: 'williams',
    mom: 'momentum',
    std: 'stdev',
    volume_sma: 'rvol',
    ao: 'awesome_oscillator',
    sar: 'psar',
  }),
)

/** Standard parameters, where a bare name would need them. */
const USUAL = new Map(
  Object.entries({
    rsi: 'rsi:14',
    macd: 'macd:12,26,9',
    bollinger: 'bollinger:20,2',
    atr: 'atr:14',
    sma: 'sma:20',
    ema: 'ema:20',
    wma: 'wma:20',
    stochastic: 'stochastic:14,3,1',
    adx: 'adx:14',
    cci: 'cci:20',
    mfi: 'mfi:14',
    roc: 'roc:10',
    williams: 'williams:14',
    momentum: 'momentum:10',
    stdev: 'stdev:20',
  }),
)

/** Those whose first parameter is a length. */
const NAMED_LENGTH = /^([a-z_]+?)_?(\d+)$/

/** `RSI`, `BB`, `SMA_20` or ours (`rsi:14`) -> ours, in order. `length` counts for a bare name. */
export function indicatorNames(given: string | readonly string[], length?: number): string[] {
  const all = typeof given === 'string' ? given.split(given.includes(':') ? ';' : ',') : given
  const spelled = all.map((one) => one.trim()).filter((one) => one !== '')
  return [...new Set(spelled.map((one) => spell(one, length)))]
}

function spell(text: string, length: number | undefined): string {
  if (/[:@]/.test(text)) return text
  const name = text.toLowerCase().replaceAll(/[\s-]+/g, '_')
  const [, stem, digits] = NAMED_LENGTH.exec(name) ?? []
  const own = SPELLED.get(stem ?? name) ?? stem ?? name
  const counted = digits ?? (length === undefined ? undefined : String(length))
  const usual = USUAL.get(own)
  if (counted === undefined) return usual ?? own
  // A length beside several parameters is the first of them only where the others are not lengths too.
  if (own === 'bollinger') return `bollinger:${counted},2`
  if (usual?.includes(',')) return usual
  return `${own}:${counted}`
}
