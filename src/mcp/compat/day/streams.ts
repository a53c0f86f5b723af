import { OpenbellError, z } from '../../../operations/operation.ts'
import type { Tool } from '../../tool.ts'
import { alias } from '../common/alias.ts'
import { given, limit, symbol, symbolList, symbols } from '../common/arguments.ts'
import { orderArguments, previewOrPlace } from '../common/order.ts'
import { watchedOf } from './watched.ts'

const KINDS = ['trades', 'quotes', 'bars'] as const

export const streams: Tool[] = [
  alias({
    name: 'start_global_stock_stream',
    description:
      'Watch symbols in this server: the newest prints, quotes and minute bars are kept for get_stock_stream_data, for a time.',
    input: {
      symbols: symbols.optional(),
      action: z.enum(['start', 'stop', 'status']).default('start').describe('stop: watch nothing any more'),
      data_types: z.array(z.enum(KINDS)).max(3).optional().describe('All kinds are kept, whichever are asked for'),
      duration_seconds: z.int().min(1).max(7200).optional().describe('How long; default 600'),
      buffer_size_per_symbol: z.int().min(10).max(2000).optional().describe('Rows of each kind; default 1000'),
      replace_existing: z.boolean().optional().describe('Stop what is watched first'),
    },
    idempotent: false,
    async run(call, input) {
      const watched = watchedOf(call.server)
      if (input.action === 'status') return watched.status()
      if (input.action === 'stop') return { stopped: watched.stop(), ...watched.status() }
      if (input.symbols === undefined) throw new OpenbellError('usage', 'symbols: none is named', 'symbols: "SIMALL,SIMTEC"')
      const wish = given({ seconds: input.duration_seconds, rows: input.buffer_size_per_symbol })
      const listed = symbolList(input.symbols)
      if (input.replace_existing) watched.stop()
      return watched.start({ symbols: listed, ...wish })
    },
  }),
  alias({
    name: 'get_stock_stream_data',
    description: 'Newest prints, quotes or minute bars of a symbol that start_global_stock_stream watches.',
    input: {
      symbol,
      data_type: z.enum(KINDS).default('trades').describe('What'),
      recent_seconds: z.int().min(1).max(86_400).optional().describe('Only of so many last seconds'),
      limit: limit(1000),
    },
    async run(call, input) {
      const [one] = symbolList(input.symbol)
      const wish = { limit: input.limit ?? 100, ...given({ seconds: input.recent_seconds }) }
      return watchedOf(call.server).read(one, input.data_type, wish)
    },
  }),
  alias({
    name: 'place_stock_order',
    description: 'First call: a preview and its preview_id, nothing is sent. Second call with preview_id: places it.',
    input: orderArguments,
    effect: 'trade',
    destructive: true,
    run: previewOrPlace,
  }),
]
