import type { PeerTool } from '../../ports/peers.ts'

export const KINDS = ['news', 'sentiment', 'fundamental', 'technical'] as const
/** What an analysis is made from. */
export type AnalysisKind = (typeof KINDS)[number]

type ToolShape = Pick<PeerTool, 'name' | 'title' | 'description' | 'inputSchema'>

const WORDS: [AnalysisKind, RegExp][] = [
  ['sentiment', /sentiment|\bmood\b/],
  ['news', /\bnews\b|headline|press release/],
  ['fundamental', /fundamental|valuation|\bearnings\b|financial statement|balance sheet|income statement/],
  ['technical', /technical analysis|\banaly[sz]e\b|\btechnicals?\b/],
]

/** Arguments by which a tool is told which symbol is meant. */
const SYMBOL_ARGUMENTS = new Set(['symbol', 'symbols', 'ticker', 'tickers'])
const AS_OF_ARGUMENTS = new Set(['asof', 'asofdate'])

interface ArgumentSchema {
  type?: unknown
}

/**
 * What kind of analysis a tool gives, by its name, else by its words; null for a tool that gives none, or that wants to be told more than
 * a symbol. A `federate` is never asked: two openbells that are each other's peers would ask for ever.
 */
export function kindOf(tool: ToolShape): AnalysisKind | null {
  if (symbolArgument(tool) === null || /federate/i.test(tool.name)) return null
  const name = plain(`${tool.name} ${tool.title ?? ''}`)
  const words = plain(tool.description)
  return (WORDS.find(([, word]) => word.test(name)) ?? WORDS.find(([, word]) => word.test(words)))?.[0] ?? null
}

/** The arguments that ask a tool about a symbol, and about no later time than `asOf` where it can be told one. */
export function argumentsFor(tool: ToolShape, symbol: string, asOf: string | null): Record<string, unknown> {
  const fields = fieldsOf(tool)
  const field = symbolArgument(tool)
  if (field === null) return {}
  const when = Object.keys(fields).find((name) => AS_OF_ARGUMENTS.has(bare(name)))
  return { [field]: fields[field].type === 'array' ? [symbol] : symbol, ...(when && asOf !== null && { [when]: asOf }) }
}

/** The one argument that must be told, and is a symbol. */
function symbolArgument(tool: ToolShape): string | null {
  const field = Object.keys(fieldsOf(tool)).find((name) => SYMBOL_ARGUMENTS.has(bare(name)))
  const { required } = tool.inputSchema as { required?: unknown }
  const demanded = Array.isArray(required) ? required : []
  return field !== undefined && demanded.every((one) => one === field) ? field : null
}

function fieldsOf({ inputSchema }: ToolShape): Record<string, ArgumentSchema> {
  const { properties } = inputSchema as { properties?: Record<string, ArgumentSchema> }
  return properties ?? {}
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function plain(text: string): string {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/[_.-]+/g, ' ')
    .toLowerCase()
}
