import { isToolName } from './names.ts'

/** What of a tool decides whether it may ever be called. */
export interface ToolClaims {
  name: string
  title: string | null
  description: string
  inputSchema: Record<string, unknown>
  outputSchema: Record<string, unknown> | null
  annotations: { readOnlyHint?: boolean; destructiveHint?: boolean }
}

const MOST_DESCRIPTION = 8_000
const MOST_SCHEMA = 64_000

/** Words of a name that say it acts, not only answers. */
const ACTS = new Set(
  (
    'order orders trade trades trading place buy sell short cancel transfer withdraw withdrawal deposit liquidate flatten submit execute ' +
    'call run invoke dispatch eval exec shell command exercise rebalance stake swap pay payment send approve sign create delete remove update modify replace write'
  ).split(' '),
)

/** The same said of what it does. */
const SAYS_IT_ACTS =
  /\b(orders?|trades?|traded|trading|buy(?:s|ing)?|sell(?:s|ing)?|plac(?:es?|ing)|cancel(?:s|l?ing)?|transfer(?:s|red|ring)?|withdraw(?:s|al|als|ing)?|deposit(?:s|ing)?|liquidat(?:es?|ing|ions?)|submit(?:s|ting)?|execut(?:es?|ing|ion))\b/i

/** Innocent uses of those words. */
const INNOCENT =
  /\bin order (?:to|of|by)\b|\b(?:buy|sell)[- ]side\b|\btrading (?:days?|sessions?|hours?|weeks?|volume|range|calendar)\b/gi

/** Arguments that only an order has. */
const ORDER_ARGUMENTS = new Set(
  'qty quantity shares notional side ordertype limitprice stopprice timeinforce tif clientorderid orderid'.split(' '),
)

/** Arguments of a tool that runs whatever it is told: by it every other tool of the peer could be called, those that act too. */
const RUNNER_ARGUMENTS = new Set('tool toolname arguments command script'.split(' '))

/**
 * Why a tool of a peer is never exposed and never called; null when nothing speaks against it. A peer's hints are claims: they can refuse
 * a tool, they cannot excuse one.
 */
export function refusalOf(tool: ToolClaims): string | null {
  if (!isToolName(tool.name)) return 'its name has characters that no tool name has'
  const acts = wordsOf(`${tool.name} ${tool.title ?? ''}`).find((word) => ACTS.has(word))
  if (acts) return `its name says '${acts}': no peer may act on an account`
  if (tool.annotations.destructiveHint === true) return 'it says that it destroys'
  if (tool.annotations.readOnlyHint !== true) return 'it does not say that it only reads'
  const says = SAYS_IT_ACTS.exec(tool.description.normalize('NFKC').replaceAll(INNOCENT, ''))
  if (says) return `its description says '${says[0].toLowerCase()}': no peer may act on an account`
  const names = argumentsOf(tool.inputSchema)
  const argument = names.find((name) => ORDER_ARGUMENTS.has(bare(name)))
  if (argument) return `it takes '${argument}', as an order does`
  const runs = names.find((name) => RUNNER_ARGUMENTS.has(bare(name)))
  if (runs) return `it takes '${runs}': it runs what it is told`
  return tooLong(tool)
}

function tooLong({ description, inputSchema, outputSchema }: ToolClaims): string | null {
  if (description.length > MOST_DESCRIPTION) return `its description has ${description.length} characters`
  const schemas = JSON.stringify([inputSchema, outputSchema]).length
  return schemas > MOST_SCHEMA ? `its schemas have ${schemas} characters` : null
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFKC')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
}

function bare(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z]/g, '')
}

function argumentsOf(schema: Record<string, unknown>): string[] {
  const { properties } = schema as { properties?: unknown }
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}
