import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { OpenbellError } from '../../core/errors.ts'
import type { ChartLibraryText } from '../../ports/files.ts'

const PACKAGE = 'lightweight-charts'

/** The standalone build of lightweight-charts (TradingView, Apache-2.0) from the installed package. */
export async function readChartLibrary(): Promise<ChartLibraryText> {
  try {
    const folder = dirname(fileURLToPath(import.meta.resolve(`${PACKAGE}/package.json`)))
    const read = (name: string) => readFile(join(folder, name), 'utf8')
    const [about, script, licence] = await Promise.all([
      read('package.json'),
      read('dist/lightweight-charts.standalone.production.js'),
      read('LICENSE'),
    ])
    return { name: PACKAGE, version: (JSON.parse(about) as { version: string }).version, script, licence }
  } catch (cause) {
    throw new OpenbellError('config', `the charting library ${PACKAGE} cannot be read`, 'npm install', cause)
  }
}
