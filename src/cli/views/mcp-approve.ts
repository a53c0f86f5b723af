import { MOST_SHOWN } from '../../operations/peers/approval.ts'
import type { Offer } from '../../operations/peers/output.ts'
import { offerView } from './mcp-offer.ts'
import type { View } from './view.ts'

export const view: View<Offer> = (offer, terminal) => offerView(offer, terminal, MOST_SHOWN)
