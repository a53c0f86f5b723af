import { OpenbellError } from '../../core/errors.ts'
import type { PeerConfig } from '../../ports/peers.ts'
import { isPeerName } from './names.ts'

/** Keys of accounts and our own settings: nothing of them reaches a peer. */
const OURS = /^(APCA_|OPENBELL_)/i
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** @throws OpenbellError usage for a name, an address or a variable that may not be used */
export function checkPeer({ name, transport }: PeerConfig): void {
  if (!isPeerName(name)) {
    throw usage(
      `'${name}' cannot be the name of a peer: lower-case letters, digits and hyphens, 24 at most`,
      'openbell mcp connect news ...',
    )
  }
  if (transport.kind === 'http') {
    checkUrl(transport.url)
    if (transport.tokenEnv !== null) checkVariable(transport.tokenEnv)
    return
  }
  if (transport.command.trim() === '')
    throw usage('the command of a peer is empty', `openbell mcp connect ${name} --command 'node server.js'`)
  for (const variable of transport.env) checkVariable(variable)
}

function checkUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null) throw usage(`'${text}' is no address`, '--url https://host/mcp')
  if (url.username !== '' || url.password !== '') {
    throw usage('an address may hold no name and no password', '--token-env VARIABLE, with the token in that variable')
  }
  const local = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  if (url.protocol !== 'https:' && !local) {
    throw usage(`${url.protocol}//${url.host} is not encrypted`, '--url https://..., or http on this machine')
  }
}

function checkVariable(name: string): void {
  if (!VARIABLE.test(name))
    throw usage(`'${name.slice(0, 4)}...' is no name of an environment variable`, '--token-env NEWS_TOKEN')
  if (OURS.test(name)) throw usage(`${name} is openbell's own: no peer is given it`, 'a variable of another name')
}

function usage(message: string, hint: string): OpenbellError {
  return new OpenbellError('usage', message, hint)
}

/**
 * What a peer is given in confidence: the token, the variables that are passed on, and what its command line calls a secret. Short values are no
 * secrets, and hiding them would spoil text.
 */
export function secretsOf({ transport }: PeerConfig, env: Record<string, string | undefined>): string[] {
  const names = transport.kind === 'http' ? [transport.tokenEnv] : transport.env
  const values = names.flatMap((name) => (name === null ? [] : [env[name] ?? '']))
  return [...values, ...(transport.kind === 'stdio' ? secretArguments(transport.args) : [])].filter((value) => value.length >= 8)
}

const SECRET_FLAG = /^--?[\w-]*(token|secret|key|password|auth)[\w-]*$/i

/** `--token=VALUE`, `--api-key VALUE`. */
function secretArguments(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    const [flag, ...value] = arg.split('=')
    if (!SECRET_FLAG.test(flag)) return []
    return [value.length > 0 ? value.join('=') : (args[i + 1] ?? '')]
  })
}
