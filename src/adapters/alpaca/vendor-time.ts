import { z } from 'zod'
import { OpenbellError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import type { AlpacaHost, TradingApis } from './client.ts'
import { parseStamp } from './decode.ts'

const clockSchema = z.object({ timestamp: z.string() })

/** "Now" as an exchange on this machine tells it: one that replays a past session lives at another time than we do. */
export async function vendorTime(host: AlpacaHost<TradingApis>, clock: Clock): Promise<() => Instant> {
  const signal = new AbortController().signal
  const answer = await host.get('the exchange clock', (init) => host.apis.clock.legacyClockRaw(init), signal)
  const stamp = clockSchema.safeParse(answer).data?.timestamp
  const told = stamp === undefined ? null : parseStamp(stamp)
  if (told === null)
    throw new OpenbellError('unavailable', 'the local exchange answered its clock without a time', 'openbell serve-pocket')
  const ahead = told - clock.now()
  return () => clock.now() + ahead
}
