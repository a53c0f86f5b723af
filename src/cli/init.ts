import { join } from 'node:path'
import { createApp } from '../app.ts'
import { OpenbellError } from '../core/errors.ts'
import type { Context } from '../operations/context.ts'
import { type Manners, write } from './output.ts'
import { createProgress } from './progress.ts'

/** What `.env` will say; keys go from the prompt or the environment straight into the file, never through flags. */
interface Choice {
  source: string
  keyId: string | null
  secretKey: string | null
}

/** Questions are the conversation, so they stand on stderr; stdout has the answer alone. */
const SCREEN = { output: process.stderr }

/**
 * Chooses source and keys and writes `<home>/.env` with mode 0600, whole or not at all. Other lines of an existing file stay.
 * At a terminal it asks; scripts say `--source` and, for Alpaca, `--keys-from-env`.
 */
export async function init(globals: Record<string, unknown>): Promise<number> {
  const manners: Manners = {
    json: globals.json === true,
    quiet: false,
    color: true,
    debug: false,
    dryRun: globals.dryRun === true,
  }
  const app = await createApp({
    globals: { ...globals, source: undefined },
    progress: createProgress(manners, () => 0),
    signal: new AbortController().signal,
    caller: 'cli',
  })
  try {
    const answer = await writeEnv(globals, app.context)
    const keys = answer.keys ? ', Alpaca keys set' : ''
    const done = app.context.dryRun ? 'would write' : 'wrote'
    const text = `${done} ${answer.file} (readable by you alone): source ${answer.source}${keys}\nnext: openbell startup\n`
    await write(manners.json ? `${JSON.stringify(answer)}\n` : text)
    return 0
  } finally {
    await app.close()
  }
}

async function writeEnv(globals: Record<string, unknown>, context: Context) {
  const choice = await choose(globals, context)
  const file = join(context.settings.home, '.env')
  const files = await context.files()
  const before = (await files.exists(file)) ? await files.readText(file) : ''
  const wanted: Record<string, string | null> = {
    OPENBELL_SOURCE: choice.source,
    APCA_API_KEY_ID: choice.keyId,
    APCA_API_SECRET_KEY: choice.secretKey,
  }
  await confirmReplacement(before, wanted, file, globals, context)
  if (!context.dryRun) await files.writeText(file, merge(before, wanted), 0o600)
  return { file, source: choice.source, keys: choice.keyId === null ? null : 'set' }
}

async function choose(globals: Record<string, unknown>, context: Context): Promise<Choice> {
  const names = context.sourceNames()
  let source = globals.source as string | undefined
  if (source === undefined) {
    if (!context.interactive) {
      throw new OpenbellError('usage', 'init has nobody to ask', `openbell init --source ${names.join('|')} [--keys-from-env]`)
    }
    const { select } = await import('@inquirer/prompts')
    source = await select({
      message: 'Where should market data come from?',
      choices: names.map(describeSource),
      default: 'simulated',
    })
  }
  if (!names.includes(source)) throw new OpenbellError('usage', `unknown source '${source}'`, `--source ${names.join('|')}`)
  if (source !== 'alpaca') return { source, keyId: null, secretKey: null }
  const given = await keys(globals, context)
  for (const key of Object.values(given)) {
    if (!/^[\w+/=.-]+$/.test(key))
      throw new OpenbellError(
        'config',
        'a key holds a character that no Alpaca key has',
        'copy it again, without quotes or spaces',
      )
  }
  return { source, ...given }
}

function describeSource(value: string): { value: string; name: string } {
  const words: Record<string, string> = {
    simulated: 'simulated: an invented market, no key, no network',
    store: 'store: what you imported or fetched before',
    yahoo: 'yahoo: free, no key, delayed, for research only',
    alpaca: 'alpaca: needs an account and its keys',
  }
  return { value, name: words[value] ?? value }
}

async function keys(globals: Record<string, unknown>, context: Context): Promise<{ keyId: string; secretKey: string }> {
  if (globals.keysFromEnv === true) {
    const { APCA_API_KEY_ID: keyId, APCA_API_SECRET_KEY: secretKey } = process.env
    if (keyId && secretKey) return { keyId, secretKey }
    throw new OpenbellError(
      'config',
      'APCA_API_KEY_ID or APCA_API_SECRET_KEY is not in the environment',
      'export both, then again',
    )
  }
  if (!context.interactive) {
    throw new OpenbellError('usage', 'alpaca needs keys and nobody can be asked', 'openbell init --source alpaca --keys-from-env')
  }
  const { password } = await import('@inquirer/prompts')
  const keyId = await password({ message: 'Alpaca key id (paper keys start with PK)', mask: true }, SCREEN)
  return { keyId, secretKey: await password({ message: 'Alpaca secret key', mask: true }, SCREEN) }
}

async function confirmReplacement(
  before: string,
  wanted: Record<string, string | null>,
  file: string,
  globals: Record<string, unknown>,
  context: Context,
): Promise<void> {
  const replaced = Object.keys(wanted).filter((name) => {
    const old = lineOf(before, name)
    return wanted[name] !== null && old !== null && old !== `${name}=${wanted[name]}`
  })
  if (replaced.length === 0 || globals.yes === true) return
  if (context.interactive) {
    const { confirm } = await import('@inquirer/prompts')
    if (await confirm({ message: `Replace ${replaced.join(', ')} in ${file}?`, default: false }, SCREEN)) return
    throw new OpenbellError('canceled', 'nothing was written')
  }
  throw new OpenbellError('usage', `${file} already sets ${replaced.join(', ')}`, 'add --yes to replace')
}

function lineOf(text: string, name: string): string | null {
  return text.split('\n').find((line) => line.startsWith(`${name}=`)) ?? null
}

function merge(before: string, wanted: Record<string, string | null>): string {
  const kept = before
    .split('\n')
    .filter((line) => line !== '' && !Object.keys(wanted).some((name) => wanted[name] !== null && line.startsWith(`${name}=`)))
  const added = Object.entries(wanted).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  return `${[...kept, ...added].join('\n')}\n`
}
