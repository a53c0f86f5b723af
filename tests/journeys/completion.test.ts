import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { openbell } from '../support/cli.ts'

const bash = spawnSync('bash', ['--version']).status === 0

describe.skipIf(!bash)('bash completion, in a real bash', () => {
  let script = ''
  beforeAll(async () => {
    script = (await openbell(['completion', 'bash'])).stdout
  })

  /** What bash offers after these words; the last is the one being typed. */
  function offers(...words: string[]): string[] {
    const list = ['openbell', ...words].map((word) => `'${word}'`).join(' ')
    const ask = `${script}\nCOMP_WORDS=(${list}); COMP_CWORD=${words.length}; _openbell; printf '%s\n' "\${COMPREPLY[@]}"`
    return spawnSync('bash', ['-c', ask], { encoding: 'utf8' }).stdout.split('\n').filter(Boolean)
  }

  it.each([
    [['pea'], ['peak-trough']],
    [['data', 'imp'], ['import']],
    [['trade', 'posi'], ['positions']],
    [['risk', 'che'], ['check']],
    [['forecast', 'backend', 'in'], ['install']],
    [['forecast', 'SPY', '--thr'], ['--threshold']],
    [['trade', 'buy', 'SPY', '--exe'], ['--execute']],
    [['--source', 'store', 'start'], ['startup']],
    [['--json', 'data', 'ver'], ['verify']],
    [['scan', '--uni'], ['--universe']],
    [['--source', 'sim'], ['simulated']],
    [['peak-trough', 'SPY', '--sensitivity', 'con'], ['conservative']],
    [['completion', 'f'], ['fish']],
    [['init', '--keys'], ['--keys-from-env']],
  ])('%j offers %j', (words, expected) => expect(offers(...words)).toEqual(expected))
})
