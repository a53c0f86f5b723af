import type { capabilities } from '../../operations/capabilities/capabilities.ts'
import type { z } from '../../operations/operation.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import type { View } from './view.ts'

export const view: View<z.output<typeof capabilities.output>> = (manifest, terminal) => {
  const { version, protocols, mode, allow, readOnly, source, broker, tools, resources, prompts, analyses, peers } = manifest
  const orders = readOnly ? 'it only reads' : allow === null ? 'orders are off' : `orders: ${allow}`
  const listed = tools.filter((tool) => tool.listed)
  const effects = ['read', 'write', 'trade'].map((effect) => `${tools.filter((one) => one.effect === effect).length} ${effect}`)
  const toolsets = [...new Set(listed.map(({ toolset }) => toolset))]
  const lines = [
    `protocol: ${protocols.join(', ')}`,
    `tools: ${listed.length} listed, ${tools.length} in all (${effects.join(', ')})`,
    ...toolsets.map((set) => `${set}: ${listed.flatMap((one) => (one.toolset === set ? [one.name] : [])).join(' ')}`),
    `resources: ${resources.join(' ')}`,
    `prompts: ${prompts.join(' ')}`,
    `analyses for others: ${analyses.map(({ kind, tool }) => `${kind} (${tool})`).join(', ') || 'none'}`,
    `peers: ${peers}`,
  ]
  return [
    `${terminal.paint.bold(`openbell ${version}`)} · mode ${mode} · ${orders} · data ${source} · broker ${broker}`,
    paragraphs(lines, terminal),
    nextLine(['openbell mcp-config claude', 'openbell serve-mcp --http'], terminal),
  ].join('\n\n')
}
