import type { SessionView } from '../../operations/stream/view.ts'
import { type Area, createFrame, type Frame, partOf, wholeOf } from '../canvas.ts'
import { hasRoom, layout, type PaneRect } from '../layout.ts'
import type { Pane, ScreenSize, ScreenState } from '../state.ts'
import type { Theme } from '../theme.ts'
import { toAscii } from './ascii.ts'
import { drawChart } from './chart/chart.ts'
import { glimpse } from './glimpse.ts'
import { drawKeyBar, drawToast } from './key-bar.ts'
import { drawOverlay } from './overlays/overlay.ts'
import type { Scene } from './pane.ts'
import { drawPositions } from './positions.ts'
import { drawSignals } from './signals.ts'
import { drawStatus } from './status.ts'
import { drawTape } from './tape.ts'
import { drawTiny } from './tiny.ts'
import { drawSeparators, drawTitle } from './titles.ts'
import { drawWatchlist } from './watchlist.ts'

const PANES: Record<Pane, (area: Area, scene: Scene) => void> = {
  1: drawWatchlist,
  2: drawChart,
  3: drawPositions,
  4: drawTape,
  5: drawSignals,
}

/**
 * The whole screen. Pure: the same view, state and size make the same frame.
 * @param reuse a frame that nobody reads any more; it is drawn over when its size fits
 */
export function draw(view: SessionView, state: ScreenState, size: ScreenSize, theme: Theme, reuse?: Frame): Frame {
  const frame = createFrame(Math.max(1, size.columns), Math.max(1, size.rows), reuse)
  const screen = wholeOf(frame)
  const scene: Scene = { view: glimpse(view), state }
  if (hasRoom(size)) drawScreen(screen, scene, layout(size, state, scene.view.watch.length))
  else drawTiny(screen, scene)
  if (theme.ascii) toAscii(frame)
  return frame
}

function drawScreen(screen: Area, scene: Scene, panes: readonly PaneRect[]): void {
  drawStatus(partOf(screen, 0, 0, screen.width, 1), scene)
  for (const rect of panes) {
    drawTitle(screen, rect, scene)
    PANES[rect.pane](partOf(screen, rect.x, rect.y + 1, rect.width, rect.height - 1), scene)
  }
  drawSeparators(screen, panes)
  drawKeyBar(partOf(screen, 0, screen.height - 1, screen.width, 1), scene)
  drawOverlay(screen, scene)
  drawToast(screen, scene)
}
