import type { z } from '../../operations/operation.ts'
import type { mcpDisconnect } from '../../operations/peers/disconnect.ts'
import { nextLine } from './next.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof mcpDisconnect.output>> = ({ disconnected }, terminal) =>
  `${terminal.dryRun ? 'would be forgotten' : 'forgotten'}: ${disconnected}\n\n${nextLine(['openbell mcp list'], terminal)}`
