import { stamp } from '../wire.ts'
import type { Desk } from './desk.ts'

/** A named list of symbols that the account keeps. */
export interface Watchlist {
  id: string
  name: string
  createdAt: number
  updatedAt: number
  symbols: string[]
}

export interface Watchlists {
  all(): Watchlist[]
  byId(id: string): Watchlist | undefined
  byName(name: string): Watchlist | undefined
  add(name: string, symbols: string[]): Watchlist
  /** Says that a list was changed. */
  touch(list: Watchlist): void
  remove(list: Watchlist): void
}

export function createWatchlists(desk: Desk): Watchlists {
  const lists = new Map<string, Watchlist>()
  let made = 0
  return {
    all: () => [...lists.values()],
    byId: (id) => lists.get(id),
    byName: (name) => [...lists.values()].find((list) => list.name === name),
    add(name, symbols) {
      const at = desk.now()
      const list = { id: desk.uuid('watchlist', ++made), name, createdAt: at, updatedAt: at, symbols }
      lists.set(list.id, list)
      return list
    },
    touch(list) {
      list.updatedAt = desk.now()
    },
    remove(list) {
      lists.delete(list.id)
    },
  }
}

/** A list as lists of lists show it, without its assets. */
export function watchlistHead(list: Watchlist, accountId: string): Record<string, unknown> {
  return {
    id: list.id,
    account_id: accountId,
    created_at: stamp(list.createdAt),
    updated_at: stamp(list.updatedAt),
    name: list.name,
  }
}
