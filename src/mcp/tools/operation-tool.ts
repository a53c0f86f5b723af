import { OpenbellError } from '../../operations/operation.ts'
import type { JsonObject, Tool, ToolAnswer, ToolCall } from '../tool.ts'
import type { CatalogueEntry } from './catalogue.ts'
import { hintWords } from './field-words.ts'
import { longAnswer } from './long.ts'
import { refusePaths } from './names.ts'
import { withPictures } from './pictures.ts'
import { projections } from './projection.ts'
import { answerOf, type CallGlobals } from './run.ts'

/** The tool that an operation is: arguments as the listing says, the operation itself behind `execute`. */
export function operationTool(entry: CatalogueEntry): Tool {
  const { operation, toolset, effect, listing } = entry
  return { toolset, effect, listing, operation, call: (call, args) => run(call, entry, args) }
}

async function run(call: ToolCall, entry: CatalogueEntry, args: JsonObject): Promise<ToolAnswer> {
  const row = projections[entry.operation]
  const { input, globals, chart } = split(entry, args)
  const filled = { ...row.defaults, ...input }
  const { operation } = entry
  if (row.job) {
    const shape = (asker: ToolCall, value: JsonObject) => shaped(asker, operation, value)
    const long = await longAnswer(call, { operation, input: filled, globals, chart }, shape)
    return 'answer' in long ? long.answer : { structured: { job: long.job, next: handleNote(long.job.id) } }
  }
  const value = await answerOf(call, operation, filled, globals)
  const answer = await shaped(call, operation, value)
  return chart ? withPictures(call, operation, value, answer) : answer
}

/** What the tool answers with this value of its operation. */
async function shaped(call: ToolCall, operation: string, value: JsonObject): Promise<ToolAnswer> {
  const fault = await faultOf(call, operation, value)
  const { untrusted } = projections[operation]
  return {
    structured: { ...withHints(value), ...(fault !== null && { error: withHint(fault) }) },
    ...(fault !== null && { isError: true }),
    ...(untrusted && { untrusted }),
  }
}

/** What failed of many says what to do as an error does, and warnings name arguments, not flags. */
function withHints(value: JsonObject): JsonObject {
  const { failed, warnings } = value
  return {
    ...value,
    ...(isFilled(failed) && {
      failed: failed.map((one) => (typeof one === 'object' && one !== null ? withHint(one as JsonObject) : one)),
    }),
    ...(isFilled(warnings) && { warnings: warnings.map((one) => (typeof one === 'string' ? hintWords(one) : one)) }),
  }
}

function isFilled(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.length > 0
}

function withHint(failure: JsonObject): JsonObject {
  return typeof failure.hint === 'string' ? { ...failure, hint: hintWords(failure.hint) } : failure
}

function handleNote(id: string): string {
  return `it goes on: ask job_status, then job_result, with job '${id}'`
}

/** The error that an answer means all the same: an order that was denied. */
async function faultOf({ context }: ToolCall, name: string, value: JsonObject): Promise<JsonObject | null> {
  const operation = await context.operation(name)
  const fault = operation?.fault?.(value as never) ?? null
  return fault && { ...fault.toJSON() }
}

/** @throws OpenbellError usage for fields that programs do not have, and for paths where a name belongs */
function split(entry: CatalogueEntry, args: JsonObject): { input: JsonObject; globals: CallGlobals; chart: boolean } {
  const { chart, source, asOf, ...input } = args
  const { properties } = entry.listing.inputSchema as { properties: JsonObject }
  const own = Object.fromEntries(Object.entries({ chart, source, asOf }).filter(([, value]) => value !== undefined))
  const extra = Object.keys({ ...input, ...own }).find((field) => !Object.hasOwn(properties, field))
  if (extra !== undefined) {
    const fields = Object.keys(properties).join(', ')
    throw new OpenbellError('usage', `${entry.listing.name}: unknown argument '${extra}'`, `arguments: ${fields || 'none'}`)
  }
  refusePaths(entry.listing.name, input)
  const globals: CallGlobals = entry.globals ? { source: text('source', source), asOf: text('asOf', asOf) } : {}
  if (chart !== undefined && typeof chart !== 'boolean') throw new OpenbellError('usage', 'chart: is no boolean', 'true or false')
  return { input: entry.globals ? input : { ...input, ...own }, globals, chart: chart === true }
}

function text(field: string, value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value.length <= 100)) return value
  throw new OpenbellError('usage', `${field}: is no text of at most 100 characters`)
}
