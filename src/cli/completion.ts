import { OpenbellError } from '../core/errors.ts'
import { TIMEFRAMES } from '../market/timeframe.ts'
import { flagName } from '../operations/common/fields.ts'
import { GLOBAL_FLAGS } from './flags.ts'
import { type Manifest, type ManifestOperation, readManifest } from './manifest.ts'
import { write } from './output.ts'

const SHELLS: Record<string, (manifest: Manifest) => string> = { bash, zsh, fish }

/** Prints the completion script of a shell, generated from the manifest. */
export async function printCompletion(shell: string): Promise<number> {
  const make = SHELLS[shell]
  if (!make) throw new OpenbellError('usage', `no completion for shell '${shell}'`, 'openbell completion bash|zsh|fish')
  await write(make(readManifest()))
  return 0
}

const BUILTINS = ['init', 'completion']
const globalFlags = GLOBAL_FLAGS.map((one) => one.flags.split(' ')[0])

function firstWords(manifest: Manifest): string[] {
  return [...new Set([...manifest.operations.map((one) => one.name.split('.')[0]), ...BUILTINS])]
}

/** The words that may follow those of a group (`data`, `forecast backend`). */
function nextWords(manifest: Manifest, group: string): string[] {
  const start = `${group.replaceAll(' ', '.')}.`
  const below = manifest.operations.filter((one) => one.name.startsWith(start))
  return [...new Set(below.map((one) => one.name.slice(start.length).split('.')[0]))]
}

/** Everything that has operations below it, by its words. */
function groups(manifest: Manifest): string[] {
  const above = manifest.operations.flatMap(({ name }) => {
    const words = name.split('.')
    return words.slice(1).map((_, count) => words.slice(0, count + 1).join(' '))
  })
  return [...new Set(above)]
}

function flagsOf(operation: ManifestOperation): string[] {
  return operation.flags.map((one) => `--${one.default === true ? 'no-' : ''}${flagName(one.name)}`)
}

/** What may stand after a flag, where that is a short list. */
function choices(manifest: Manifest): Map<string, string[]> {
  const known = new Map([
    ['--source', ['simulated', 'store', 'yahoo', 'alpaca']],
    ['--broker', ['simulated', 'alpaca']],
    ['--mode', ['paper', 'live']],
    ['--session', ['all', 'regular']],
    ['--timeframe', [...TIMEFRAMES]],
  ])
  for (const field of manifest.operations.flatMap((one) => one.flags)) {
    if (field.choices) known.set(`--${flagName(field.name)}`, field.choices)
  }
  return known
}

/** Flags that take a value, so that the word after them is not an operation. */
function valued(manifest: Manifest): string[] {
  const own = manifest.operations.flatMap((one) => one.flags.filter((field) => field.type !== 'boolean'))
  const globals = GLOBAL_FLAGS.filter((one) => one.flags.includes(' ')).map((one) => one.flags.split(' ')[0])
  return [...new Set([...globals, ...own.map((field) => `--${flagName(field.name)}`)])]
}

function bash(manifest: Manifest): string {
  const line = (pattern: string, action: string) => `    ${pattern}) ${action} ;;`
  const values = [...choices(manifest)].map(([flag, list]) =>
    line(flag, `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$current")); return`),
  )
  const followers = groups(manifest).map((group) => line(`'${group}'`, `words='${nextWords(manifest, group).join(' ')}'`))
  const cases = manifest.operations.map((one) => line(`'${one.name.replaceAll('.', ' ')}'`, `flags='${flagsOf(one).join(' ')}'`))
  return `# bash completion for openbell: eval "$(openbell completion bash)"
_openbell() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" name='' words='' flags='' i
  case "$previous" in
${values.join('\n')}
  esac
  words='${firstWords(manifest).join(' ')}'
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${valued(manifest).join('|')}) i=$((i + 1)) ;;
      -*) ;;
      *) case " $words " in
          *" \${COMP_WORDS[i]} "*) name="\${name:+$name }\${COMP_WORDS[i]}"; words='' ;;
          *) words=''; continue ;;
        esac
        case "$name" in
${followers.map((one) => `      ${one}`).join('\n')}
          completion) words='bash zsh fish' ;;
        esac ;;
    esac
  done
  case "$name" in
${cases.join('\n')}
    init) flags='--keys-from-env' ;;
  esac
  if [ "\${current:0:1}" = '-' ]; then
    COMPREPLY=($(compgen -W "$flags ${globalFlags.join(' ')}" -- "$current"))
  elif [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
complete -F _openbell openbell
`
}

function zsh(manifest: Manifest): string {
  return `#compdef openbell
# zsh completion for openbell: eval "$(openbell completion zsh)"
autoload -U +X bashcompinit && bashcompinit
${bash(manifest)}`
}

function fish(manifest: Manifest): string {
  const lines = ['# fish completion for openbell: openbell completion fish | source', 'complete -c openbell -f']
  const top = `not __fish_seen_subcommand_from ${firstWords(manifest).join(' ')}`
  for (const word of firstWords(manifest)) lines.push(`complete -c openbell -n '${top}' -a ${word}`)
  for (const group of groups(manifest)) {
    const words = nextWords(manifest, group).join(' ')
    const seen = group.split(' ').map((word) => `__fish_seen_subcommand_from ${word}`)
    lines.push(`complete -c openbell -n '${seen.join('; and ')}' -a '${words}'`)
  }
  for (const one of manifest.operations) {
    const word = one.name.split('.').at(-1)
    for (const field of one.flags) {
      const text = field.description.replaceAll("'", '')
      lines.push(`complete -c openbell -n '__fish_seen_subcommand_from ${word}' -l ${flagName(field.name)} -d '${text}'`)
    }
  }
  for (const one of GLOBAL_FLAGS) {
    lines.push(`complete -c openbell -l ${one.flags.split(' ')[0].slice(2)} -d '${one.description.replaceAll("'", '')}'`)
  }
  return `${lines.join('\n')}\n`
}
