import { dirname } from 'node:path'
import { DAY, iso } from '../../core/time.ts'
import { barClose } from '../../market/bar-times.ts'
import { calendarFor, calendarOf } from '../../market/calendar/calendar.ts'
import type { Context } from '../context.ts'
import type { Finding } from './check.ts'

const MEGABYTE = 1024 * 1024

/** Reading a whole database takes about 3 s a gigabyte, and nothing else can run meanwhile: larger ones are left to `doctor`. */
const WHOLE_CHECK_BYTES = 1024 * MEGABYTE

/** The file is damaged, not the program: as when it cannot be opened, it is for its owner to put another in its place. */
const RECOVER = 'restore the file from a backup, or move it away and import again: openbell data import FILE'

/** The database opens and passes its own integrity check. */
export async function checkStore(context: Context): Promise<Finding> {
  const store = await context.store()
  const { bytes } = store.info()
  if (bytes > WHOLE_CHECK_BYTES) {
    const message = `opens; ${megabytes(bytes)} is too much to check whole at every start`
    return { status: 'ok', message, hint: 'openbell doctor' }
  }
  const integrity = store.integrity()
  if (integrity !== 'ok') {
    return { status: 'fail', kind: 'config', message: `the store is damaged: ${integrity}`, hint: RECOVER }
  }
  const series = store.series().length
  return { status: 'ok', message: `${series} series, ${megabytes(bytes)}, integrity ok` }
}

/** Room for what will be stored. */
export async function checkDisk(context: Context): Promise<Finding> {
  const free = await freeBytes(context, context.settings.home)
  const message = `${megabytes(free)} free for ${context.settings.home}`
  if (free < 64 * MEGABYTE) return { status: 'fail', kind: 'unavailable', message }
  return { status: free < 1024 * MEGABYTE ? 'warn' : 'ok', message }
}

/** The home folder may not exist before the first write; its nearest ancestor stands on the same volume. */
async function freeBytes(context: Context, folder: string): Promise<number> {
  const files = await context.files()
  let path = folder
  while (!(await files.exists(path)) && dirname(path) !== path) path = dirname(path)
  return files.freeBytes(path)
}

/** Memory that this process may still take. */
export async function checkMemory(): Promise<Finding> {
  const free = process.availableMemory()
  const message = `${megabytes(free)} available, ${megabytes(process.memoryUsage().rss)} in use`
  if (free < 64 * MEGABYTE) return { status: 'fail', kind: 'unavailable', message }
  return { status: free < 512 * MEGABYTE ? 'warn' : 'ok', message }
}

/** The machine's clock against what is known: the exchange calendar, and bars that cannot have closed in the future. */
export async function checkClock(context: Context): Promise<Finding> {
  const now = context.clock.now()
  const calendar = calendarOf('us')
  if (!calendar.day(calendar.dateOf(now)).known) {
    return { status: 'fail', kind: 'config', message: `the clock shows ${iso(now)}, which is outside the exchange calendar` }
  }
  const ahead = await aheadOfClock(context, now)
  if (ahead > 0) {
    const message = `the clock shows ${iso(now)}, yet a stored bar closed ${Math.ceil(ahead / DAY)} d later: is the clock slow?`
    return { status: 'warn', message }
  }
  return { status: 'ok', message: `${iso(now)}; nothing stored lies in the future` }
}

async function aheadOfClock(context: Context, now: number): Promise<number> {
  const series = await context.store().then(
    (store) => store.series(),
    () => [],
  )
  // Generated series may lie in the future on purpose.
  const real = series.filter((one) => one.source !== 'simulated' && one.timeframe !== null && one.to > now - 8 * DAY)
  const closes = real.map((one) => barClose(one.timeframe!, one.to, calendarFor(one.symbol)))
  return Math.max(0, ...closes.map((close) => close - now))
}

function megabytes(bytes: number): string {
  return bytes >= 10 * 1024 * MEGABYTE ? `${Math.round(bytes / 1024 / MEGABYTE)} GB` : `${Math.round(bytes / MEGABYTE)} MB`
}
