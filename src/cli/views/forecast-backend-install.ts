import type { forecastBackendInstall } from '../../operations/forecast/backend/install.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof forecastBackendInstall.output>> = (answer, terminal) => {
  const { name, state, detail, library, folder, command, installed } = answer
  const { paint } = terminal
  const done = state === 'ready' ? paint.green('installed') : paint.red(state)
  const what = installed ? `${paint.bold(name)} ${done}: ${detail}` : `${paint.bold(name)} would be installed by: ${command}`
  const lines = [what, `folder   ${folder ?? 'n/a'}`, ...(library === null ? [] : [`library  ${library}`])]
  return [lines.join('\n'), nextLine([`openbell forecast backend test ${name}`], terminal)].join('\n\n')
}
