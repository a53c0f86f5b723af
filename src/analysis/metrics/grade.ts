import { type Finding, findingsOf, type GradeFacts, type GradeLetter } from './grade-rules.ts'

export interface Grade {
  letter: GradeLetter
  /** One clause a finding with its figure and, in brackets, what it cost; the heaviest first, those that cost nothing last. */
  reasons: string[]
}

const LETTERS: readonly { letter: GradeLetter; from: number }[] = [
  { letter: 'A', from: 90 },
  { letter: 'B', from: 75 },
  { letter: 'C', from: 60 },
  { letter: 'D', from: 30 },
  { letter: 'F', from: Number.NEGATIVE_INFINITY },
]

/**
 * The honesty grade: how far a result can be believed, not how good it is. It begins at 100 points; every finding takes what
 * `GRADE_COSTS` says: few round trips, few days, a Sharpe ratio that may be the luck of many trials, fills that had to be assumed, doubtful data, costs left out.
 * A from 90, B from 75, C from 60, D from 30, else F. A finding may also cap the letter: nothing on a simulated market is better than
 * D, nothing that saw the future better than F.
 */
export function gradeOf(facts: GradeFacts): Grade {
  const findings = findingsOf(facts).sort(heavierFirst)
  const points = findings.reduce((left, one) => left - one.cost, 100)
  const earned = LETTERS.findIndex(({ from }) => points >= from)
  const capped = findings.map(({ ceiling }) => LETTERS.findIndex(({ letter }) => letter === ceiling))
  return { letter: LETTERS[Math.max(earned, ...capped)].letter, reasons: findings.map(reason) }
}

function heavierFirst(a: Finding, b: Finding): number {
  return Number(b.ceiling !== null) - Number(a.ceiling !== null) || b.cost - a.cost
}

function reason({ text, cost, ceiling }: Finding): string {
  if (ceiling !== null) return `${text} (no better than ${ceiling})`
  return cost > 0 ? `${text} (-${cost})` : text
}
