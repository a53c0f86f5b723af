import { normalizeSymbol } from '../../market/symbols.ts'
import { prompt } from './prompt.ts'
import { rowOf, type Screen } from './screen.ts'
import { select } from './selection.ts'

/** `/`: the list narrows while it is typed; Esc shows all again. */
export function askFilter(screen: Screen): void {
  const { store } = screen
  const apply = (filter: string) => {
    store.set({ filter })
    const listed = screen.listed()
    const { selected } = store.get()
    if (listed.length > 0 && !listed.includes(selected ?? '')) select(screen, listed[0])
  }
  prompt(
    screen,
    {
      label: 'Filter',
      note: 'part of a symbol; Enter keeps it, Esc shows all',
      change: (text) => apply(text.trim()),
      enter: () => null,
      leave: () => apply(''),
    },
    store.get().filter,
  )
}

/** `a`: one or several symbols, taken into the running session. */
export function askSymbol(screen: Screen): void {
  prompt(screen, {
    label: 'Add symbol',
    note: 'one or several, with blanks between',
    enter(text) {
      const symbols = text.split(/[\s,]+/).filter((one) => one !== '')
      if (symbols.length === 0) return 'no symbol was typed'
      add(screen, symbols.map(normalizeSymbol))
      return null
    },
  })
}

function add(screen: Screen, symbols: readonly string[]): void {
  const began = screen.start('add', async () => {
    for (const symbol of symbols) {
      if (rowOf(screen.session.view, symbol) === null) await screen.session.subscribe(symbol)
      select(screen, symbol)
    }
    screen.toast('good', `${symbols.join(', ')} on the watchlist`)
  })
  if (began) screen.toast('note', `adding ${symbols.join(', ')}`)
}

/** Why the selected symbol stays on the list; null = it may go. */
export function cannotDrop({ store, session: { view } }: Screen): string | null {
  const { selected } = store.get()
  const row = rowOf(view, selected)
  if (!row) return 'no symbol is selected'
  if (row.shares !== 0) return `${row.symbol} is held`
  const open = view.account?.orders.some((one) => one.symbol === row.symbol)
  return open ? `${row.symbol} has an open order` : null
}

/** `d`: the selected symbol leaves the session. */
export function drop(screen: Screen): void {
  const { selected } = screen.store.get()
  if (selected === null) return
  screen.start('drop', async () => {
    const before = screen.listed()
    await screen.session.unsubscribe(selected)
    const at = before.indexOf(selected)
    const rest = before.filter((one) => one !== selected)
    if (screen.store.get().selected === selected) select(screen, rest[Math.min(at, rest.length - 1)] ?? null)
    screen.toast('note', `${selected} left the watchlist`)
  })
}
