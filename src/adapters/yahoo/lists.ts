import type { SymbolLists } from '../../ports/market-data.ts'
import type { VendorClient } from '../common/vendor-client.ts'
import { decodeScreen } from './decode-quote.ts'
import type { YahooLibrary } from './library.ts'

/** Symbols of one screen. At Yahoo's pace a scan of a list twice as long would take two minutes. */
const COUNT = 25

const SCREENS: Record<string, string[]> = { movers: ['day_gainers', 'day_losers'], 'most-actives': ['most_actives'] }

/** Yahoo's own screens as universes. They change by the minute, so no old one stands in for a failed one. */
export function yahooLists(client: VendorClient, library: YahooLibrary): SymbolLists {
  const read = (screen: string, signal: AbortSignal) =>
    client.cached({ key: `screen ${screen}`, maxAgeMs: 60_000, lastResort: false }, signal, async () =>
      decodeScreen(await library.screener(screen, COUNT, signal)),
    )
  return {
    names: Object.keys(SCREENS),
    async read(name, signal) {
      const screens = await Promise.all(SCREENS[name].map((screen) => read(screen, signal)))
      return screens.flatMap(({ value }) => value.map(ourSymbol))
    },
  }
}

/** Share classes are `BRK-B` there and `BRK.B` here. */
function ourSymbol(symbol: string): string {
  return symbol.replace(/-([AB])$/, '.$1')
}
