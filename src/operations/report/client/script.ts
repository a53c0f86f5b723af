import { MARKS } from '../html/section.ts'
import { chartFunctions } from './charts.ts'
import { tableFunctions } from './tables.ts'
import { themeFunctions } from './theme.ts'

/**
 * The page's own script: the functions of this folder as text, then their start. They are compiled and checked like the rest of the
 * house, which is why they may use nothing from outside their files.
 */
export function pageScript(): string {
  const functions = [...themeFunctions, ...tableFunctions, ...chartFunctions].map((one) => one.toString())
  return `(() => {
'use strict'
${functions.join('\n')}
const theme = startTheme(document, window)
startTables(document)
const specs = JSON.parse(document.getElementById('charts').textContent)
startCharts({ document, library: window.LightweightCharts, theme, marks: ${JSON.stringify(MARKS)} }, specs)
document.documentElement.dataset.ready = 'true'
})()`
}
