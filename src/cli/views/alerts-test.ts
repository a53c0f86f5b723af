import type { alertsTest } from '../../operations/alerts/test.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof alertsTest.output>> = ({ channels, quietHours, quietNow }, terminal) => {
  const { paint } = terminal
  const words = { sent: paint.green('sent'), failed: paint.red('failed'), 'not-tried': paint.dim('not tried') }
  const lines = channels.map(
    ({ channel, outcome, message, detail, isSetUp }) =>
      `${channel.padEnd(8)} ${words[outcome]}: ${isSetUp || outcome !== 'not-tried' ? message : detail}`,
  )
  const quiet = quietNow ? [paint.yellow(`now, in the quiet hours (${quietHours} New York), an alert would be held back`)] : []
  return [[...lines, ...quiet].join('\n'), nextLine(['openbell alerts list'], terminal)].join('\n\n')
}
