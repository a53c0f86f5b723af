import { createHash } from 'node:crypto'

/** Clients put a name of their own before ours and refuse more than 64 characters. */
const MOST_CHARACTERS = 64
const PEER_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
const TOOL_NAME = /^[A-Za-z0-9_./-]{1,128}$/

/** Lower-case words between hyphens, at most 24 characters: with `__` in none, `peer__tool` can be read only one way. */
export function isPeerName(name: string): boolean {
  return name.length <= 24 && PEER_NAME.test(name)
}

/** Letters that look like others are how a name pretends to be another one; one that names what every object has cannot be kept. */
export function isToolName(name: string): boolean {
  return TOOL_NAME.test(name) && name !== '__proto__'
}

/** `peer__tool`: small letters, digits and single underscores, none at an end; what is too long ends in a piece of its hash. */
export function exposedName(peer: string, tool: string): string {
  const whole = `${label(peer)}__${label(tool)}`
  if (whole.length <= MOST_CHARACTERS) return whole
  const tail = createHash('sha256').update(tool).digest('hex').slice(0, 8)
  return `${whole.slice(0, MOST_CHARACTERS - tail.length - 1).replace(/_+$/, '')}_${tail}`
}

function label(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
}
