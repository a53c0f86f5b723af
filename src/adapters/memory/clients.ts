import type { AuditEntry, AuditRepository } from '../../ports/audit.ts'
import type { Placement, PlacementsRepository } from '../../ports/journal.ts'
import type { Part } from './part.ts'

/** What programs did, in memory. */
export function createAudit(): Part<AuditRepository> {
  const entries: AuditEntry[] = []
  const repository: AuditRepository = {
    add(entry) {
      const seq = entries.length + 1
      entries.push({ seq, ...entry })
      return seq
    },
    list: ({ limit, before = Number.POSITIVE_INFINITY, effect, outcome }) =>
      entries
        .filter((one) => one.seq < before && (effect ?? one.effect) === one.effect && (outcome ?? one.outcome) === one.outcome)
        .reverse()
        .slice(0, limit)
        .map((one) => ({ ...one })),
  }
  const remember = () => {
    const count = entries.length
    return () => void entries.splice(count)
  }
  return { repository, remember }
}

/** Orders that programs asked for, in memory. */
export function createPlacements(): Part<PlacementsRepository> {
  const placements: Placement[] = []
  const find = (account: string, id: string) =>
    placements.find((one) => one.account === account && one.clientOrderId === id) ?? null
  const ofPreview = (preview: string) => placements.find((one) => one.preview === preview) ?? null
  const repository: PlacementsRepository = {
    claim(placement) {
      const known = find(placement.account, placement.clientOrderId) ?? ofPreview(placement.preview)
      if (!known) placements.push({ ...placement })
      return { isNew: known === null, placement: { ...(known ?? placement) } }
    },
    find,
    ofPreview,
  }
  const remember = () => {
    const count = placements.length
    return () => void placements.splice(count)
  }
  return { repository, remember }
}
