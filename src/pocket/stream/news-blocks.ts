import { type NewsItem, newsBetween } from '../news.ts'
import type { World } from '../world.ts'
import { type Block, blockOf } from './block.ts'
import { Stamp } from './codec.ts'
import type { Stretch } from './tape-reader.ts'

/** Half the smallest step of time apart: an article at the end of one stretch is not told again in the next. */
const JUST_AFTER = 0.0005

/** Articles that come out in a stretch. `wanted`: symbols; `*` among them means whatever there is of the whole market. */
export async function newsOf(
  world: World,
  wanted: ReadonlySet<string>,
  { from, to }: Stretch,
  signal: AbortSignal,
): Promise<NewsItem[]> {
  const named = [...wanted].filter((symbol) => symbol !== '*')
  const lists = [
    ...(wanted.has('*') ? [await newsBetween(world, null, from + JUST_AFTER, to, signal)] : []),
    ...(named.length > 0 ? [await newsBetween(world, named, from + JUST_AFTER, to, signal)] : []),
  ]
  const known = new Map(lists.flat().map((item) => [item.wire.id, item]))
  return [...known.values()]
}

/** Those of the articles that fall into a stretch, as messages. */
export function newsBlocks(items: readonly NewsItem[], { from, to }: Stretch): Block[] {
  return items
    .filter(({ at }) => at > from && at <= to)
    .map(({ at, symbol, wire }) => {
      const { images: _, created_at: __, updated_at: ___, ...told } = wire
      const body = { T: 'n', ...told, created_at: new Stamp(at), updated_at: new Stamp(at) }
      return blockOf('news', [symbol], [{ at, body }])
    })
}
