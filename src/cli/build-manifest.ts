import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { describeFields } from '../operations/common/describe-fields.ts'
import { flagName } from '../operations/common/fields.ts'
import type { Operation } from '../operations/operation.ts'
import { operations } from '../operations/registry.ts'
import type { Manifest, ManifestField, ManifestOperation } from './manifest.ts'

/** Describes every operation for the command line; the build writes it, a test compares it with the registry. */
export async function buildManifest(version: string): Promise<Manifest> {
  const all = await Promise.all(Object.values(operations).map((load) => load()))
  return { version, operations: all.filter((one) => one.only !== 'programs').map(describe) }
}

function describe(operation: Operation): ManifestOperation {
  const { arguments: positional, flags } = describeFields(operation)
  const { name, summary, effect } = operation
  const examples = operation.examples.map((one) => ({ title: one.title, command: command(name, positional, one.input) }))
  const described = { name, summary, effect, arguments: positional, flags, examples }
  return operation.help === undefined ? described : { ...described, notes: operation.help }
}

/** The example as a person would type it. */
function command(name: string, positional: ManifestField[], input: Record<string, unknown>): string {
  const words = ['openbell', ...name.split('.')]
  for (const { name: field } of positional) {
    const value = input[field]
    for (const one of value === undefined ? [] : [value].flat()) words.push(quote(String(one)))
  }
  for (const [field, value] of Object.entries(input)) {
    if (positional.some((one) => one.name === field)) continue
    if (value === true) words.push(`--${flagName(field)}`)
    else for (const one of [value].flat()) words.push(`--${flagName(field)}`, quote(String(one)))
  }
  return words.join(' ')
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  writeFileSync(new URL('../manifest.json', import.meta.url), `${JSON.stringify(await buildManifest(version))}\n`)
}
