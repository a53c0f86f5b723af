import type { SentOutput } from '../../operations/trade/ticket/send.ts'
import { sentView } from './trade-sent.ts'
import type { View } from './view.ts'

export const view: View<SentOutput> = (answer, terminal) =>
  sentView(answer, `openbell trade close ${answer.preview?.order.symbol} --execute`, terminal)
