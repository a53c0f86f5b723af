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

/** The operations among named tools: what a server is without, nothing else of it runs either. */
export function operationsOf(tools: readonly string[]): string[] {
  const named = new Set(tools.map(toolName))
  return Object.keys(operations).filter((one) => named.has(toolName(one)))
}

/** @throws OpenbellError usage for names that no tool has, and for those that are wanted and not */
export function refuseUnknown(all: readonly Tool[], { tools = [], without = [] }: Chosen): void {
  const known = new Set(all.map((one) => one.listing.name))
  const unknown = [...tools, ...without].find((name) => !known.has(toolName(name)))
  if (unknown !== undefined) {
    throw new OpenbellError('usage', `no tool '${unknown}'`, 'openbell capabilities lists all')
  }
  const both = tools.find((name) => without.some((other) => toolName(other) === toolName(name)))
  if (both !== undefined) throw new OpenbellError('usage', `--tools and --without both name '${both}'`, 'leave one out')
}
