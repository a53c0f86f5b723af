import type { Reply } from './reply.ts'
import type { Surface } from './surface.ts'
import type { World } from './world.ts'

/** A request as handlers see it. */
export interface PocketRequest {
  method: string
  path: string
  /** Values of the `:names` in the route's pattern. */
  params: Record<string, string>
  query: URLSearchParams
  /** Parsed JSON body; undefined when there was none. */
  body: unknown
  /** Points a page may hold besides the request's own limit: fewer while a fault says so. */
  mostPoints: number
  /** Fires when the client goes away or the server closes. */
  signal: AbortSignal
}

export type Handler = (world: World, request: PocketRequest) => Reply | Promise<Reply>

export interface Route {
  method: string
  /** Path with `:name` segments, e.g. `/v2/stocks/:symbol/bars`. */
  pattern: string
  surface: Surface
  handle: Handler
}

export interface Match {
  route: Route
  params: Record<string, string>
}

/** Finds routes by method and path; of several the one with the fewest `:names` wins. */
export function createRouter(routes: Route[]): { find(method: string, path: string): Match | 'wrong method' | null } {
  const compiled = routes.map((route) => ({ route, segments: route.pattern.split('/') }))
  compiled.sort((a, b) => names(a.segments) - names(b.segments))
  return {
    find(method, path) {
      const segments = path.split('/')
      let known = false
      for (const { route, segments: pattern } of compiled) {
        const params = matchSegments(pattern, segments)
        if (!params) continue
        known = true
        if (route.method === method) return { route, params }
      }
      return known ? 'wrong method' : null
    },
  }
}

function names(segments: string[]): number {
  return segments.filter((segment) => segment.startsWith(':')).length
}

function matchSegments(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null
  const params: Record<string, string> = {}
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i].startsWith(':')) {
      const value = decode(segments[i])
      if (!value) return null
      params[pattern[i].slice(1)] = value
    } else if (pattern[i] !== segments[i] && pattern[i] !== plain(segments[i])) return null
  }
  return params
}

/** Some clients write the colon of `orders:by_client_order_id` as %3A. */
function plain(segment: string): string | null {
  return segment.includes('%') ? decode(segment) : segment
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment)
  } catch {
    return null
  }
}
