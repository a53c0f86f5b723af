import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import { sentView } from './trade-sent.ts'
import type { View } from './view.ts'

export const view: View<SentOutput> = (answer, terminal) => sentView(answer, 'the same with --execute', terminal)
