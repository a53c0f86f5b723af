import type { Check, StartupOutput } from '../../operations/startup/output.ts'
import { factLine } from './fact-line.ts'
import { paragraphs } from './paragraphs.ts'
import { provenance, table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<StartupOutput> = (output, terminal) => {
  const { paint } = terminal
  const head = provenance({ source: output.source, feed: output.feed ?? 'n/a', asOf: output.asOf }, terminal)
  const checks = table<Check>(
    [
      { title: 'Check', cell: (check) => check.name },
      { title: 'Status', cell: (check) => painted(check.status, terminal) },
      { title: 'ms', align: 'right', drop: 1, cell: (check) => String(check.ms) },
      { title: 'Found', least: 20, cell: (check) => check.message },
    ],
    output.checks,
    terminal,
  )
  return [
    factLine(`${head} · ${output.mode.toUpperCase()} on ${output.broker}`, terminal),
    checks,
    verdict(output, terminal),
    `${paint.bold('Rules in force')}\n${paragraphs(output.rules, terminal, '  ')}`,
    `${paint.bold('Next')}\n${output.next.map((command) => `  ${command}`).join('\n')}`,
  ].join('\n\n')
}

function verdict({ ready, checks }: StartupOutput, { paint }: Terminal): string {
  const named = (status: Check['status']) => checks.filter((check) => check.status === status).map((check) => check.name)
  const warnings = named('warn')
  const minding = warnings.length > 0 ? `; mind ${warnings.join(', ')}` : ''
  return ready ? paint.green(`Ready${minding}.`) : paint.red(`Not ready: ${named('fail').join(', ')} failed${minding}.`)
}

function painted(status: Check['status'], { paint }: Terminal): string {
  if (status === 'ok') return paint.green('ok')
  if (status === 'warn') return paint.yellow('warn')
  return status === 'fail' ? paint.red('FAIL') : paint.dim('skipped')
}
