import type { FetchOutput } from '../../operations/data/fetching/fetch-all.ts'
import { fetchedTable } from './data-fetch.ts'
import type { View } from './view.ts'

/** What was fetched ahead of the open, a line a series. */
export const view: View<FetchOutput> = (output, terminal) => fetchedTable(output, terminal, 'openbell startup')
