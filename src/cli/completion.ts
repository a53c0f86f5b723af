import { OpenbellError } from '../core/errors.ts'
import { GLOBAL_FLAGS } from './flags.ts'
import { flagName, type Manifest, type ManifestOperation, readManifest } from './manifest.ts'
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

function secondWords(manifest: Manifest, group: string): string[] {
  return manifest.operations.filter((one) => one.name.startsWith(`${group}.`)).map((one) => one.name.split('.')[1])
}

function groups(manifest: Manifest): string[] {
  return [...new Set(manifest.operations.filter((one) => one.name.includes('.')).map((one) => one.name.split('.')[0]))]
}

function flagsOf(operation: ManifestOperation): string[] {
  return operation.flags.map((one) => `--${one.default === true ? 'no-' : ''}${flagName(one.name)}`)
}

function bash(manifest: Manifest): string {
  const cases = manifest.operations
    .map((one) => `    '${one.name.replace('.', ' ')}') flags='${flagsOf(one).join(' ')}' ;;`)
    .join('\n')
  const seconds = groups(manifest)
    .map((group) => `    ${group}) words='${secondWords(manifest, group).join(' ')}' ;;`)
    .join('\n')
  return `# bash completion for openbell: eval "$(openbell completion bash)"
_openbell() {
  local current="\${COMP_WORDS[COMP_CWORD]}" first="\${COMP_WORDS[1]}" second="\${COMP_WORDS[2]}" words='' flags=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${firstWords(manifest).join(' ')} ${globalFlags.join(' ')}' -- "$current"))
    return
  fi
  case "$first" in
${seconds}
    completion) words='bash zsh fish' ;;
  esac
  if [ "$COMP_CWORD" -eq 2 ] && [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  local name="$first"
  [ -n "$words" ] && name="$first $second"
  case "$name" in
${cases}
  esac
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$flags ${globalFlags.join(' ')}" -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
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
    const words = secondWords(manifest, group).join(' ')
    lines.push(`complete -c openbell -n '__fish_seen_subcommand_from ${group}' -a '${words}'`)
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
