import type { Area } from '../../canvas.ts'
import type { Scene } from '../pane.ts'
import { drawCommand, drawPrompt } from './command.ts'
import { drawConfirm } from './confirm.ts'
import { drawHelp } from './help.ts'
import { drawTicket } from './ticket.ts'

/** Whatever lies over the panes. */
export function drawOverlay(screen: Area, scene: Scene): void {
  const { overlay } = scene.state
  switch (overlay?.kind) {
    case 'help':
      drawHelp(screen, overlay)
      break
    case 'ticket':
      drawTicket(screen, overlay, scene)
      break
    case 'confirm':
      drawConfirm(screen, overlay)
      break
    case 'command':
      drawCommand(screen, overlay)
      break
    case 'prompt':
      drawPrompt(screen, overlay)
      break
  }
}
