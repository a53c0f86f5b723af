import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createSystemClock } from '../../src/adapters/clock/system.ts'
import { dataImport } from '../../src/operations/data/import.ts'
import { recordingsMake } from '../../src/operations/recording/make.ts'
import { openReplay } from '../../src/operations/recording/open-replay.ts'
import { createTestContext } from '../support/context.ts'
import { line } from './measure.ts'

const DATE = '2013-10-08'
const GOAL_SECONDS = 10
const FILES = ['ticks/BAC_20131008_trades', 'ticks/IBM_20131008_trades', 'quotes/BAC_20131008_nbbo', 'quotes/IBM_20131008_nbbo']

/** A real trading day, every print and quote of it: imported, made into a recording, and replayed as fast as it goes (goal: under 10 s). */
export async function benchRealDay(): Promise<void> {
  const folder = process.env.OPENBELL_REAL_DATA
  if (folder === undefined || !existsSync(folder)) {
    line('a real day replayed: left out (OPENBELL_REAL_DATA names no folder)')
    return
  }
  const made = createTestContext({ flags: { source: 'store' } })
  const context = { ...made.context, clock: createSystemClock() }
  await made.run(dataImport, { files: FILES.map((name) => join(folder, `${name}_lean.csv.gz`)) })
  const start = performance.now()
  const { prints, quotes, bytes } = recordingsMake.output.parse(
    await recordingsMake.run(context, { file: 'day', symbols: ['BAC', 'IBM'], date: DATE }),
  )
  const ready = performance.now()
  const session = await openReplay(context, { file: 'day', speed: null, stays: false })
  let events = 0
  for await (const event of session.events({ tape: true })) if (event.time !== '') events++
  await session.close()
  const seconds = (performance.now() - ready) / 1000
  const rows = (prints + quotes).toLocaleString('en')
  line(`a real day (BAC and IBM, ${DATE}): ${rows} prints and quotes, ${(bytes / (prints + quotes)).toFixed(1)} bytes each`)
  line(`  made in ${((ready - start) / 1000).toFixed(1)} s`)
  const verdict = seconds < GOAL_SECONDS ? 'goal met' : `GOAL MISSED (${GOAL_SECONDS} s)`
  line(`  replayed unpaced, ${events.toLocaleString('en')} events told, in ${seconds.toFixed(1)} s  ${verdict}`)
  made.close()
}
