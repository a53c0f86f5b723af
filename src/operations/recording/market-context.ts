import type { RecordingReader } from '../../ports/recording.ts'
import type { Store } from '../../ports/store.ts'
import type { BrokerWish, Context } from '../context.ts'
import { loadMarket } from './recorded-market.ts'
import { settingsOf } from './recording-context.ts'

/** Account in which a recorded day is lived through anew. */
const FORK_ACCOUNT = 'replay'

/**
 * A world made of the market of a recording and nothing else: its bars, prints and quotes, a simulated exchange over them, a store of its own. Nothing of
 * it reaches the user's account, and nobody is told.
 */
export async function marketContext(context: Context, reader: RecordingReader, store: Store): Promise<Context> {
  loadMarket(reader, store)
  const source = await context.stored(store)
  const settings = {
    ...settingsOf(reader.header, context.settings),
    source: 'store',
    broker: 'simulated',
    account: FORK_ACCOUNT,
    mode: 'paper' as const,
    asOf: null,
  }
  return {
    ...context,
    settings: { ...settings, origins: { ...settings.origins, account: 'flag' } },
    source: async () => source,
    sourceNames: () => ['store'],
    store: async () => store,
    broker: (wish: BrokerWish = {}) =>
      context.broker({ ...wish, live: false, at: undefined, over: { store, source, cash: settings.accountCash } }),
    halted: () => false,
    replays: true,
    asOf: (from) => from.now(),
  }
}
