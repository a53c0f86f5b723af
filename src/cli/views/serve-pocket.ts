import type { ServePocketOutput } from '../../operations/admin/serve-pocket.ts'
import type { View } from './view.ts'

/** Where the exchange is, and what to set so that other terminals find it. */
export const view: View<ServePocketOutput> = (pocket, { paint }) => {
  const streams = pocket.tradingStream === null && pocket.dataStream === null ? 'not served' : 'served'
  return [
    `${paint.bold('Pocket exchange')} ready at ${pocket.trading} · session ${pocket.date} · seed ${pocket.seed} · streams ${streams}`,
    '',
    'In another terminal:',
    `  export APCA_API_BASE_URL=${pocket.trading} APCA_API_DATA_URL=${pocket.data}`,
    `  export APCA_API_KEY_ID=${pocket.key} APCA_API_SECRET_KEY=${pocket.secret}`,
    '  openbell startup --source alpaca --broker alpaca',
    '',
    `Switches: ${pocket.admin}/state /step /faults /rights · Ctrl-C ends it`,
  ].join('\n')
}
