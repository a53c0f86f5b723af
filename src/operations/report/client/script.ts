import { MARKS } from '../html/section.ts'
import { chartFunctions } from './charts.ts'
import { seriesFunctions } from './series.ts'
import { tableFunctions } from './tables.ts'
import { themeFunctions } from './theme.ts'

/**
 * The page's own script: the functions of this folder as text, then their start. They are compiled and checked like the rest of the
 * house, which is why they may use nothing from outside their files.
 */
export function pageScript(): string {
  const functions = [...themeFunctions, ...tableFunctions, ...seriesFunctions, ...chartFunctions].map((one) => one.toString())
  return `(() => {
'use strict'
${functions.join('\n')}
const theme = startTheme(document, window)
startTables(document)
const specs = JSON.parse(document.getElementById('charts').textContent)
const marks = ${JSON.stringify(MARKS)}
const series = { addBand, addCandles, addCurve, valueText }
startCharts({ document, library: window.LightweightCharts, theme, marks, series }, specs)
document.documentElement.dataset.ready = 'true'
})()`
}
