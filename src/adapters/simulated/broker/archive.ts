import { hasEnded } from '../../../market/orders.ts'
import type { BrokerActivity } from '../../../ports/broker.ts'
import type { Store } from '../../../ports/store.ts'
import type { AccountBody, OrderRecord } from './body.ts'

/** What an account keeps at hand, and what goes onto one page when there is more. */
const ORDERS_KEPT = 120
const ORDERS_A_PAGE = 60
const ACTIVITIES_KEPT = 240
const ACTIVITIES_A_PAGE = 120

/** Orders and activities that are over for good; a page is written once. */
export interface Page {
  orders: OrderRecord[]
  activities: BrokerActivity[]
}

/** What one page holds, for finding it; numbers are inclusive ranges, null where it has none. */
interface PageEntry {
  numbers: [first: number, last: number] | null
  submitted: [first: number, last: number] | null
  acted: [first: number, last: number] | null
  /** 32-bit hashes of client order ids, as base64. */
  ids: string
}

/** Pages of an account's past, beside its row in the store: `NAME#page-1`, `NAME#index`. */
export class Archive {
  readonly #store: Store
  readonly #name: string
  #index: { pages: number; entries: PageEntry[] } = { pages: 0, entries: [] }

  constructor(store: Store, name: string) {
    this.#store = store
    this.#name = name
  }

  /** Takes what is over and old out of a body; null when there is not enough of it. The body then counts one page more. */
  turn(body: AccountBody): Page | null {
    const orders = body.orders.length > ORDERS_KEPT ? overLongAgo(body.orders) : []
    const activities = body.activities.length > ACTIVITIES_KEPT ? body.activities.slice(0, ACTIVITIES_A_PAGE) : []
    if (orders.length === 0 && activities.length === 0) return null
    const gone = new Set(orders)
    body.orders = body.orders.filter((one) => !gone.has(one))
    body.activities = body.activities.slice(activities.length)
    body.pages++
    return { orders, activities }
  }

  /** Writes a page and its place in the index; part of the caller's transaction. An account of the same name that is gone may have left some. */
  write(page: Page, pages: number): void {
    const { entries } = this.#read(pages - 1)
    this.#put(this.#pageName(pages), page)
    this.#put(`${this.#name}#index`, [...entries, entryOf(page)])
    this.#index = { pages: -1, entries: [] }
  }

  #put(name: string, body: unknown): void {
    const { simulatedAccounts } = this.#store
    simulatedAccounts.write(name, simulatedAccounts.read(name)?.version ?? 0, body)
  }

  /** True when an archived order had this client order id. */
  hasId(clientOrderId: string, pages: number): boolean {
    return this.find(clientOrderId, pages) !== null
  }

  /** An archived order by its client order id, with its page. */
  find(clientOrderId: string, pages: number): { record: OrderRecord; page: Page } | null {
    const hash = hashOf(clientOrderId)
    return this.#search(
      pages,
      ({ ids }) => hashesOf(ids).includes(hash),
      (one) => one.clientOrderId === clientOrderId,
    )
  }

  /** An archived order by the broker's id, whose number is known. */
  findNumber(number: number, pages: number): { record: OrderRecord; page: Page } | null {
    return this.#search(
      pages,
      ({ numbers }) => inside(numbers, number),
      (one) => one.number === number,
    )
  }

  /** Archived orders sent later than an instant, and activities at or after one; ascending. */
  since(after: number, pages: number): Page {
    const found: Page = { orders: [], activities: [] }
    this.#read(pages).entries.forEach((entry, i) => {
      const reaches = (entry.submitted?.[1] ?? -1) >= after || (entry.acted?.[1] ?? -1) >= after
      if (!reaches) return
      const page = this.#page(i + 1)
      found.orders.push(...page.orders)
      found.activities.push(...page.activities)
    })
    return found
  }

  #search(pages: number, may: (entry: PageEntry) => boolean, is: (one: OrderRecord) => boolean) {
    const { entries } = this.#read(pages)
    for (let i = entries.length - 1; i >= 0; i--) {
      if (!may(entries[i])) continue
      const page = this.#page(i + 1)
      const record = page.orders.find(is)
      if (record) return { record, page }
    }
    return null
  }

  /** The index when the account had so many pages; pages that came since are left out. */
  #read(pages: number) {
    if (this.#index.pages !== pages) {
      const row = pages === 0 ? null : this.#store.simulatedAccounts.read(`${this.#name}#index`)
      const entries = ((row?.body ?? []) as PageEntry[]).slice(0, pages)
      this.#index = { pages, entries }
    }
    return this.#index
  }

  #page(number: number): Page {
    return this.#store.simulatedAccounts.read(this.#pageName(number))?.body as Page
  }

  #pageName(number: number): string {
    return `${this.#name}#page-${number}`
  }
}

/** A page of the oldest orders that are over with everything that stands with them: legs go with their entry. Empty when they fill none. */
function overLongAgo(orders: readonly OrderRecord[]): OrderRecord[] {
  const byParent = Map.groupBy(orders, (one) => one.parent)
  const page: OrderRecord[] = []
  for (const one of orders) {
    const family = [one, ...(byParent.get(one.id) ?? [])]
    if (one.parent === null && family.every(hasEnded)) page.push(...family)
    if (page.length >= ORDERS_A_PAGE) return page
  }
  return []
}

function entryOf({ orders, activities }: Page): PageEntry {
  const range = (values: number[]): [number, number] | null =>
    values.length === 0 ? null : [Math.min(...values), Math.max(...values)]
  const hashes = Uint32Array.from(orders, (one) => hashOf(one.clientOrderId))
  return {
    numbers: range(orders.map((one) => one.number)),
    submitted: range(orders.map((one) => one.submittedAt)),
    acted: range(activities.map((one) => one.at)),
    ids: Buffer.from(hashes.buffer).toString('base64'),
  }
}

function hashesOf(ids: string): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(ids, 'base64'))
  return new Uint32Array(bytes.buffer)
}

/** FNV-1a, 32 bits (Fowler, Noll, Vo; draft-eastlake-fnv). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

function inside(range: [number, number] | null, value: number): boolean {
  return range !== null && value >= range[0] && value <= range[1]
}
