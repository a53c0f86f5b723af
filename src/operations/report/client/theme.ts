import type { PageDocument, PageWindow } from './page-types.ts'

/** What the charts need of the page's look: a colour by name, and a call when it changes. */
export interface Theme {
  color(name: string): string
  onChange(listener: () => void): void
}

/**
 * Light, dark, or as the system says; paper is light. Runs in the reader's browser: it is written into the page as text and may use
 * nothing but its parameters and the functions of this file.
 */
export function startTheme(document: PageDocument, window: PageWindow): Theme {
  const root = document.documentElement
  const listeners: (() => void)[] = []
  const changed = () => {
    for (const listener of listeners) listener()
  }
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', changed)
  const button = document.getElementById('theme')
  if (button) {
    button.hidden = false
    button.addEventListener('click', () => {
      const dark = root.dataset.theme === undefined ? system.matches : root.dataset.theme === 'dark'
      root.dataset.theme = dark ? 'light' : 'dark'
      changed()
    })
  }
  let before: string | undefined
  window.addEventListener('beforeprint', () => {
    before = root.dataset.theme
    root.dataset.theme = 'light'
    changed()
  })
  window.addEventListener('afterprint', () => {
    if (before === undefined) delete root.dataset.theme
    else root.dataset.theme = before
    changed()
  })
  return {
    color: (name) => window.getComputedStyle(root).getPropertyValue(`--${name}`).trim(),
    onChange: (listener) => void listeners.push(listener),
  }
}

/** In the order in which they are written into the page. */
export const themeFunctions = [startTheme]
