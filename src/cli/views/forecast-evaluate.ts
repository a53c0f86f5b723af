import { shellWord } from '../../operations/common/words.ts'
import type { EvaluateOutput } from '../../operations/forecast/evaluate-output.ts'
import { count, counted, number, percent } from './format.ts'
import { nextLine } from './next.ts'
import { paragraphs } from './paragraphs.ts'
import { table } from './table.ts'
import type { Terminal, View } from './view.ts'

export const view: View<EvaluateOutput> = (output, terminal) => {
  const parts = output.protocol === 'daily' ? dailyParts(output, terminal) : longParts(output, terminal)
  const failed = output.failed.map(({ symbol, message, hint }) => `${symbol}: ${message}${hint ? ` (${hint})` : ''}`)
  return [
    ...parts,
    terminal.paint.yellow(paragraphs([...failed, ...output.warnings], terminal)),
    terminal.paint.dim(
      `${number(output.seconds, 1)} s, seed ${output.seed}${output.backend === null ? '' : `, trained by ${output.backend}`}`,
    ),
    nextLine([next(output)], terminal),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const plain = (value: number | null, digits = 1) => percent(value, digits).replace('+', '')

function longParts(output: EvaluateOutput, terminal: Terminal): string[] {
  const { horizon, windows, stride, series, split, normalize, file, source } = output
  const parts =
    split && `train ${count(split.train.rows)}, validation ${count(split.validation.rows)}, test ${count(split.test.rows)} rows`
  const head = [
    `${file ?? source}: ${counted(series, 'series', 'series')}, ${parts}`,
    `${counted(windows, 'window')} of ${counted(horizon, 'row')} ${stride === 1 ? 'each' : `each, ${stride} rows apart`}; errors in ${normalize === 'train' ? 'deviations of the train part' : 'the units of the series'}`,
  ]
  return [
    terminal.paint.bold(`Forecasts by ${output.model}, against the last value`),
    paragraphs(head, terminal),
    errors(output, terminal),
    bySeries(output, terminal),
  ]
}

function errors({ mse, mae, naive, skill, coverage }: EvaluateOutput, terminal: Terminal): string {
  const rows = [
    { name: 'Mean squared error', own: mse, last: naive.mse, skill: skill.mse },
    { name: 'Mean absolute error', own: mae, last: naive.mae, skill: skill.mae },
  ]
  const drawn = table(
    [
      { title: '', cell: ({ name }) => name },
      { title: 'Forecast', align: 'right', cell: ({ own }) => number(own, 4) },
      { title: 'Last value', align: 'right', cell: ({ last }) => number(last, 4) },
      { title: 'Skill', align: 'right', cell: ({ skill }) => percent(skill?.skill ?? null, 1) },
      {
        title: '95% of it',
        align: 'right',
        drop: 1,
        cell: ({ skill }) => (skill ? `${percent(skill.low, 1)} .. ${percent(skill.high, 1)}` : 'n/a'),
      },
    ],
    rows,
    terminal,
  )
  return `${drawn}\n${held(coverage)}`
}

function held(coverage: EvaluateOutput['coverage']): string {
  return `Bands: ${coverage.map(({ level, achieved }) => `${plain(level, 0)} held ${plain(achieved)}`).join(', ')}`
}

type SeriesRow = EvaluateOutput['bySeries'][number]

function bySeries({ bySeries: rows, effectivePastWindows }: EvaluateOutput, terminal: Terminal): string {
  const drawn = table<SeriesRow>(
    [
      { title: 'Series', least: 10, cell: ({ series }) => series },
      { title: 'Shown', cell: ({ shown }) => shown },
      { title: 'MSE', align: 'right', cell: ({ mse }) => number(mse, 4) },
      { title: 'of last value', align: 'right', drop: 1, cell: ({ naive }) => number(naive.mse, 4) },
      { title: 'MAE', align: 'right', cell: ({ mae }) => number(mae, 4) },
      { title: 'of last value', align: 'right', drop: 1, cell: ({ naive }) => number(naive.mae, 4) },
      { title: 'Skill before', align: 'right', drop: 2, cell: ({ pastSkill }) => percent(pastSkill?.skill ?? null, 1) },
      { title: 'Largest part', drop: 3, least: 12, cell: largest },
    ],
    rows,
    terminal,
  )
  const past = `Skill before: of the blend in ${number(effectivePastWindows, 1)} windows before the test part that do not overlap; where its bounds do not clear zero the last value is shown`
  return `${drawn}\n${terminal.paint.dim(paragraphs([past], terminal))}`
}

function largest({ models, shown, logarithms }: SeriesRow): string {
  if (shown !== 'blend') return ''
  const most = models.reduce((best, one) => (one.share > best.share ? one : best))
  return `${most.model} ${plain(most.share, 0)}${logarithms ? ', in logarithms' : ''}`
}

function dailyParts(output: EvaluateOutput, terminal: Terminal): string[] {
  const drawn = table<EvaluateOutput['daily'][number]>(
    [
      { title: 'Series', least: 8, cell: ({ series }) => series },
      { title: 'Shown', cell: ({ shown }) => shown },
      { title: 'Skill', align: 'right', cell: ({ skill }) => percent(skill, 1) },
      {
        title: '95% of it',
        align: 'right',
        drop: 2,
        cell: ({ skillLow, skillHigh }) => `${percent(skillLow, 1)} .. ${percent(skillHigh, 1)}`,
      },
      { title: 'Interval score', align: 'right', drop: 1, cell: ({ wisSkill }) => percent(wisSkill, 1) },
      { title: 'MASE', align: 'right', drop: 3, cell: ({ mase }) => number(mase) },
      { title: '80% held', align: 'right', cell: ({ coverage }) => plain(coverage[0]?.achieved ?? null) },
      { title: '95% held', align: 'right', cell: ({ coverage }) => plain(coverage[1]?.achieved ?? null) },
      { title: 'Windows', align: 'right', drop: 4, cell: ({ windows }) => count(windows) },
    ],
    output.daily,
    terminal,
  )
  const head = `${output.source}: ${counted(output.series, 'series', 'series')}, ${counted(output.windows, 'past forecast')} of ${counted(output.horizon, 'row')}`
  return [
    terminal.paint.bold(`Forecasts by ${output.model} at past origins, against the last value`),
    head,
    `${drawn}\n${held(output.coverage)}${together(output)}`,
  ]
}

function together({ pooled, series }: EvaluateOutput): string {
  if (pooled === null || series < 2) return ''
  const { beatNaive, skill, wisSkill, mase } = pooled
  return `\nAll together: ${beatNaive} of ${series} beat the last value; skill ${percent(skill, 1)}, in interval score ${percent(wisSkill, 1)}, MASE ${number(mase)} (means over the series)`
}

function next({ protocol, file, daily, bySeries: rows }: EvaluateOutput): string {
  if (file !== null) return `openbell forecast --file ${shellWord(file)}`
  const names = (protocol === 'daily' ? daily : rows).map(({ series }) => shellWord(series))
  return `openbell forecast ${names.join(' ')}`
}
