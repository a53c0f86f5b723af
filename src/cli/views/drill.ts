import type { DrillOutput } from '../../operations/drill/drill.ts'
import { counted } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

type Drill = DrillOutput['drills'][number]

/** A line a drill; of a single one or a failed one all that happened; then what the certificate opens. */
export const view: View<DrillOutput> = (output, terminal) => {
  const { drills } = output
  const listed = drills.every(({ passed }) => passed === null)
  const told = listed ? [] : drills.filter(({ passed }) => passed === false || drills.length === 1)
  const next = listed ? ['openbell drill all'] : ['openbell drill', 'openbell trade status']
  return [
    listed ? listOf(drills, terminal) : resultsOf(output, terminal),
    ...told.map((one) => details(one, terminal)),
    certificateLine(output, terminal),
    nextLine(next, terminal),
  ].join('\n\n')
}

function listOf(drills: Drill[], terminal: Terminal): string {
  const { paint } = terminal
  return drills
    .map((one) => `${paint.bold(one.name)} ${paint.dim(`(${lastPassed(one)})`)}\n${paragraphs([one.summary], terminal, '  ')}`)
    .join('\n')
}

function lastPassed({ certificate }: Drill): string {
  if (certificate === null) return 'never rehearsed'
  return `${certificate.passed ? 'passed' : 'FAILED'} ${day(certificate.at)}`
}

/** By the system clock, to the minute: it is a date that is read. */
function day(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')}Z`
}

function resultsOf({ drills, passed, failed }: DrillOutput, terminal: Terminal): string {
  const { paint } = terminal
  const drawn = table<Drill>(
    [
      { title: 'drill', cell: (one) => one.name },
      { title: 'result', cell: (one) => (one.passed ? paint.green('passed') : paint.red('FAILED')) },
      { title: 'checks', align: 'right', cell: ({ checks }) => `${checks.filter((one) => one.passed).length}/${checks.length}` },
      { title: 'what goes wrong, and what must come of it', drop: 1, least: 30, cell: (one) => one.summary },
    ],
    drills,
    terminal,
  )
  const verdict =
    failed === 0 ? paint.green(`${counted(passed, 'drill')} passed`) : paint.red(`${failed} of ${drills.length} failed`)
  return `${drawn}\n${verdict}`
}

function details({ name, steps, checks }: Drill, { paint }: Terminal): string {
  return [
    paint.bold(name),
    ...steps.map(({ time, what }) => `  ${paint.dim(time.slice(0, 19).replace('T', ' '))}  ${what}`),
    ...checks.map(({ what, passed, detail }) => `  ${passed ? paint.green('ok    ') : paint.red('FAILED')} ${what}: ${detail}`),
  ].join('\n')
}

function certificateLine({ certificate, liveUntil }: DrillOutput, { paint, dryRun }: Terminal): string {
  if (dryRun) return 'dry run: nothing was rehearsed and no certificate written'
  if (certificate === null) return 'no kill-switch drill has passed yet: live trading is closed'
  const dated = `certificate ${certificate.id} of the kill-switch drill, ${day(certificate.at)}`
  if (liveUntil !== null) return `${dated}: opens live trading until ${day(liveUntil)}`
  return paint.yellow(`${dated}: ${certificate.passed ? 'too old' : 'it failed'}, live trading is closed`)
}
