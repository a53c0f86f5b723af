import type { Screen } from './actions/screen.ts'
import { select } from './actions/selection.ts'
import type { Frame } from './canvas.ts'
import { draw } from './draw/draw.ts'
import { hintsOf } from './keys.ts'
import { createPainter } from './paint.ts'
import type { Terminal } from './terminal.ts'
import type { Theme } from './theme.ts'

/** The screen as it was painted last: what is painted is the difference to it. */
export class Picture {
  readonly #screen: Screen
  readonly #painter = createPainter()
  #frame: Frame | undefined

  constructor(screen: Screen) {
    this.#screen = screen
  }

  /** @returns false when the terminal takes no more for now */
  paint(terminal: Terminal, theme: Theme): boolean {
    this.#settleSelection()
    const { view, store } = this.#screen
    const state = { ...store.get(), hints: hintsOf(this.#screen) }
    this.#frame = draw(view, state, terminal.size(), theme, this.#frame)
    const text = this.#painter.difference(this.#frame, theme)
    return text === '' || terminal.write(text)
  }

  /** The terminal may show anything: the next paint is whole. */
  forget(): void {
    this.#painter.forget()
  }

  /** Something that is watched is selected, also when what was selected is gone. */
  #settleSelection(): void {
    const { selected } = this.#screen.store.get()
    const { watch } = this.#screen.view
    if (selected === null || !watch.some((row) => row.symbol === selected)) select(this.#screen, watch[0]?.symbol ?? null)
  }
}
