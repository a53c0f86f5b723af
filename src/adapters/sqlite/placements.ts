import type { Placement, PlacementsRepository } from '../../ports/journal.ts'
import type { Access } from './access.ts'

const COLUMNS = 'account, client_order_id AS clientOrderId, preview, at, client'

/** Orders that programs asked for: one row for an id and a preview, whichever process is first. */
export function createPlacementsRepository({ db, read, durable }: Access): PlacementsRepository {
  const insert = db.prepare(
    `INSERT OR IGNORE INTO placement (account, client_order_id, preview, at, client)
     VALUES (@account, @clientOrderId, @preview, @at, @client)`,
  )
  const byId = db.prepare(`SELECT ${COLUMNS} FROM placement WHERE account = ? AND client_order_id = ?`)
  const byPreview = db.prepare(`SELECT ${COLUMNS} FROM placement WHERE preview = ?`)
  const find = (account: string, id: string) => (byId.get(account, id) ?? null) as Placement | null
  const ofPreview = (preview: string) => (byPreview.get(preview) ?? null) as Placement | null
  return {
    claim: (placement) =>
      durable(() => {
        const isNew = insert.run(placement).changes === 1
        const { account, clientOrderId, preview } = placement
        return { isNew, placement: (find(account, clientOrderId) ?? ofPreview(preview)) as Placement }
      }),
    find: (account, clientOrderId) => read(() => find(account, clientOrderId)),
    ofPreview: (preview) => read(() => ofPreview(preview)),
  }
}
