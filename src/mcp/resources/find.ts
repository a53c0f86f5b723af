import type { Resource } from '../resource.ts'
import { resources } from './all.ts'

/** The longest address that is looked at. */
const MOST = 300

/** The resource behind an address, with what stands in place of its variables; null when there is none. */
export function findResource(uri: string): { resource: Resource; variables: Record<string, string> } | null {
  if (uri.length > MOST) return null
  for (const resource of resources) {
    const variables = matched(resource.uri, uri)
    if (variables) return { resource, variables }
  }
  return null
}

function matched(template: string, uri: string): Record<string, string> | null {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((one) => one[1])
  const pattern = template
    .split(/\{\w+\}/)
    .map(literal)
    .join('([^/?#]+)')
  const found = new RegExp(`^${pattern}$`).exec(uri)
  if (!found) return null
  try {
    return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1])]))
  } catch {
    return null
  }
}

/** Text that a pattern takes as it stands. */
function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
