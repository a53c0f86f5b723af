import type { Context } from '../context.ts'
import type { Finding } from './check.ts'

/** True where models were kept, or their folder cannot be looked into: then they are worth a check. */
export async function hasModels(context: Context): Promise<boolean> {
  return (await context.models()).list().then(
    (models) => models.length > 0,
    () => true,
  )
}

/** Kept models can be read and are not stale. Both only warn: no order rests on a model that was not asked for. */
export async function checkModels(context: Context): Promise<Finding> {
  const { keptModels, rowOf } = await import('../models/rows.ts')
  const dataEnd = (await import('../models/data-end.ts')).dataEnds(context)
  const { known, broken } = await keptModels(context)
  const stale: string[] = []
  for (const one of known) if ((await rowOf(one, dataEnd)).stale) stale.push(one.info.name)
  if (broken.length > 0) {
    const more = broken.length > 1 ? ` (and ${broken.length - 1} more cannot be used)` : ''
    return { status: 'warn', message: `${broken[0].name} ${broken[0].fault}${more}`, hint: 'openbell models list' }
  }
  if (stale.length > 0) return { status: 'warn', message: `stale: ${stale.join(', ')}`, hint: 'openbell models retrain --due' }
  return { status: 'ok', message: `${known.length} kept, none stale` }
}
