import { OpenbellError } from '../../operations/operation.ts'
import { operations } from '../../operations/registry.ts'
import type { ServerOptions } from '../state.ts'
import type { Tool } from '../tool.ts'
import { toolName } from './tool-name.ts'

type Chosen = Pick<ServerOptions, 'tools' | 'without'>

/** True for a tool that the server was started without, under its name or that of its operation. */
export function isLeftOut({ listing }: Pick<Tool, 'listing'>, { without = [] }: Pick<Chosen, 'without'>): boolean {
  return without.some((name) => toolName(name) === listing.name)
}

/** What is off with named tools, by the names that whoever would run it knows: operations, and tools of peers. Nothing else of a server runs that either. */
export function offWith(tools: readonly string[]): string[] {
  const named = new Map(Object.keys(operations).map((one) => [toolName(one), one]))
  return tools.map((one) => named.get(toolName(one)) ?? toolName(one))
}

/** @throws OpenbellError usage for names that no tool has, for those that are wanted and not, and for those whose effect the server may not have */
export function refuseContradictions(all: readonly Tool[], allowed: readonly Tool[], { tools = [], without = [] }: Chosen): void {
  const known = new Set(all.map((one) => one.listing.name))
  const unknown = [...tools, ...without].find((name) => !known.has(toolName(name)))
  if (unknown !== undefined) {
    throw new OpenbellError('usage', `no tool '${unknown}'`, 'openbell capabilities lists all')
  }
  const both = tools.find((name) => without.some((other) => toolName(other) === toolName(name)))
  if (both !== undefined) throw new OpenbellError('usage', `--tools and --without both name '${both}'`, 'leave one out')
  const off = tools.find((name) => !allowed.some(({ listing }) => listing.name === toolName(name)))
  if (off !== undefined) {
    const hint = 'openbell serve-mcp --allow paper for orders, without --read-only for what writes'
    throw new OpenbellError('usage', `--tools names '${off}', which this server may not run`, hint)
  }
}
