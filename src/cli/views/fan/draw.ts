import { type Area, write } from '../../../tui/canvas.ts'
import { drawDot, drawStep, putBehind } from '../../../tui/draw/chart/glyphs.ts'
import { levelOf, rowOf } from '../../../tui/draw/chart/scale.ts'
import { DIM, MEANING } from '../../../tui/styles.ts'
import { alongSteps, type FanPlan } from './plan.ts'
import type { Fan } from './types.ts'

/** Shades from the widest band inwards; a chart of more bands draws the widest three. */
export const SHADES = ['░', '▒', '▓']

/** What is drawn in which meaning: plain on purpose where it is the truth, quiet where it was only said. */
export const FAN_STYLES = {
  line: MEANING.plain,
  median: MEANING.accent,
  pastMedian: MEANING.muted,
  band: MEANING.band,
  origin: MEANING.rule,
} as const

/** Dots between two of a median: it stays thinner than what came. */
const APART = 3

/** Bands behind, then what was said, then what came, then what is said now. */
export function drawFans(plot: Area, plan: FanPlan): void {
  for (const one of [...plan.past, plan.fan]) drawBands(plot, plan, one)
  drawOrigin(plot, plan)
  for (const one of plan.past) drawMedian(plot, plan, one, FAN_STYLES.pastMedian)
  drawValues(plot, plan)
  drawMedian(plot, plan, plan.fan, FAN_STYLES.median)
}

/** Bands that are drawn, the widest first. */
export function drawnBands(fan: Fan): Fan['bands'] {
  return [...fan.bands].sort((a, b) => b.level - a.level).slice(0, SHADES.length)
}

function drawBands(plot: Area, plan: FanPlan, fan: Fan): void {
  const origin = plan.line[fan.at]
  drawnBands(fan).forEach(({ low, high }, i) => {
    const style = i === 0 ? FAN_STYLES.band | DIM : FAN_STYLES.band
    for (let x = 0; x < plot.width; x++) {
      const steps = plan.pointAt(x) - fan.at
      if (steps <= 0 || steps > fan.median.length) continue
      const top = rowOf(plan.scale, alongSteps(high, origin, steps))
      const bottom = rowOf(plan.scale, alongSteps(low, origin, steps))
      for (let y = Math.max(0, top); y <= Math.min(plot.height - 1, bottom); y++) putBehind(plot, x, y, SHADES[i], style)
    }
  })
}

/** A quiet upright where the past ends. */
function drawOrigin(plot: Area, plan: FanPlan): void {
  const x = plan.x(plan.fan.at) >> 1
  for (let y = 0; y < plot.height; y++) putBehind(plot, x, y, '┊', FAN_STYLES.origin)
}

/** What came, each point joined to the one before. */
function drawValues(plot: Area, plan: FanPlan): void {
  const level = (value: number) => Math.floor(levelOf(plan.scale, value, 4))
  const { line } = plan
  drawDot(plot, 0, level(line[0]), FAN_STYLES.line)
  for (let i = 1; i < line.length; i++) {
    const [from, to] = [plan.x(i - 1), plan.x(i)]
    const [before, now] = [level(line[i - 1]), level(line[i])]
    let last = before
    for (let x = from + 1; x < to; x++) {
      const next = Math.round(before + ((now - before) * (x - from)) / (to - from))
      drawStep(plot, x, last, next, FAN_STYLES.line)
      last = next
    }
    drawStep(plot, to, last, now, FAN_STYLES.line)
  }
}

/** A dot of every few along its way, up and down as well as across. */
function drawMedian(plot: Area, plan: FanPlan, fan: Fan, style: number): void {
  const origin = plan.line[fan.at]
  const from = plan.x(fan.at)
  const to = plan.x(fan.at + fan.median.length)
  const levelAt = (x: number) => {
    const steps = ((x - from) / Math.max(1, to - from)) * fan.median.length
    return Math.floor(levelOf(plan.scale, alongSteps(fan.median, origin, steps), 4))
  }
  let [before, way] = [levelAt(from), 0]
  for (let x = from + 1; x <= to; x++) {
    const now = levelAt(x)
    const turn = now >= before ? 1 : -1
    for (let y = now === before ? now : before + turn; y !== now + turn; y += turn) {
      if (++way % APART === 2) drawDot(plot, x, y, style)
    }
    before = now
  }
}

/** Times under the plot: where the past ends first, then both ends, then the middle of the past; each where it has room. */
export function drawFanTimes(axis: Area, plan: FanPlan, when: (index: number) => string): void {
  const taken: [number, number][] = []
  const origin = plan.fan.at
  const last = plan.points - 1
  for (const point of [origin, 0, last, Math.round(origin / 2), Math.round((origin + last) / 2)]) {
    const text = when(plan.first + point)
    const middle = plan.x(point) >> 1
    const x = Math.max(0, Math.min(axis.width - text.length, middle - (point === 0 ? 0 : text.length >> 1)))
    const isFree = taken.every(([from, to]) => x >= to + 2 || x + text.length + 2 <= from)
    if (!isFree || text.length > axis.width) continue
    taken.push([x, x + text.length])
    write(axis, x, 0, text, point === origin ? MEANING.plain : MEANING.muted)
  }
}
