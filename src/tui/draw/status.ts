import { newYorkTime } from '../../market/calendar/new-york.ts'
import type { SessionView } from '../../operations/stream/view.ts'
import { type Area, restyle, write } from '../canvas.ts'
import { BOLD, MEANING } from '../styles.ts'
import { isOld } from './freshness.ts'
import { age, arrow, day, left, money, percent, profit } from './numbers.ts'
import { direction, type Scene } from './pane.ts'
import { drawSegments, keepWhatFits, type Segment } from './segments.ts'

/** The top line: whose money it is, what time it is there, how the account stands, and whether what is shown is the present. LIVE is inverse from end to end. */
export function drawStatus(area: Area, scene: Scene): void {
  const { view } = scene
  const live = view.label === 'LIVE'
  const x = write(area, 0, 0, ` ${view.label} `, live ? MEANING.live : MEANING.label) + 1
  const segments = statusSegments(scene).filter((one) => one.text !== '')
  const loose = keepWhatFits(segments, area.width - x, 3).length === segments.length
  drawSegments(area, x, 0, segments, loose ? ' │ ' : '  ', MEANING.rule)
  if (live) restyle(area, 0, 0, area.width, () => MEANING.live)
}

function statusSegments({ view, state }: Scene): Segment[] {
  return [
    { text: state.pausedAt === null ? '' : `VIEW PAUSED at ${newYorkTime(state.pausedAt)}`, style: MEANING.warning | BOLD },
    { text: speedText(view), style: MEANING.accent, drop: 1 },
    { text: view.recording === null || view.label === 'REPLAY' ? '' : '● REC', style: MEANING.recording, drop: 2 },
    { text: dateText(view), drop: view.label === 'REPLAY' ? 2 : 10 },
    { text: `${newYorkTime(view.now)} New York`, short: `${newYorkTime(view.now)} NY`, style: BOLD, drop: 3 },
    { text: sessionText(view), short: shortSession(view), drop: 6 },
    ...accountSegments(view),
    ...dataSegments(view),
    {
      text: view.account === null ? '' : brokerText(view),
      style: brokerBad(view) ? MEANING.failure : 0,
      drop: brokerBad(view) ? 1 : 8,
    },
  ]
}

/** The date belongs to a time that is not today's. */
function dateText({ label, now }: SessionView): string {
  return label === 'REPLAY' || label === 'SIMULATED' ? day(now) : ''
}

function speedText({ speed }: SessionView): string {
  if (speed === null) return 'unpaced'
  if (speed === 0) return 'paused'
  return speed === 1 ? '' : `${speed}x`
}

function sessionText({ session, now }: SessionView): string {
  const { phase, opensAt, closesAt } = session
  if (closesAt !== null && closesAt > now && (phase === 'opening' || phase === 'active' || phase === 'wrap')) {
    return `${phase === 'active' ? '' : `${phase}, `}closes in ${left(closesAt - now)}`
  }
  return opensAt !== null && opensAt > now ? `${phase}, opens in ${left(opensAt - now)}` : phase
}

function shortSession({ session, now }: SessionView): string {
  const { phase, opensAt, closesAt } = session
  if (closesAt !== null && closesAt > now && phase !== 'closed' && phase !== 'pre-market') return `${left(closesAt - now)} left`
  return opensAt !== null && opensAt > now ? `opens ${left(opensAt - now)}` : phase
}

function accountSegments({ account }: SessionView): Segment[] {
  if (!account) return [{ text: 'no account', style: MEANING.muted, drop: 7 }]
  const { equity, dayProfit, dayChange } = account
  return [
    { text: `equity ${money(equity)}`, short: `equity ${money(equity, 0)}`, drop: 5 },
    { text: dayProfit === null ? '' : `${arrow(dayProfit)} ${profit(dayProfit)}`, style: direction(dayProfit), drop: 4 },
    { text: dayChange === null ? '' : percent(dayChange), style: direction(dayProfit), drop: 9 },
  ]
}

function dataSegments(view: SessionView): Segment[] {
  const { state } = view.stream
  let youngest = Number.POSITIVE_INFINITY
  let old = 0
  for (const { quality } of view.watch) {
    if (quality.ageMs !== null && quality.ageMs < youngest) youngest = quality.ageMs
    if (isOld(quality, view)) old++
  }
  const well = state === 'up' || state === 'attached'
  const lasting = well || state === 'over' ? '' : ` ${age(view.now - view.stream.since)}`
  return [
    { text: Number.isFinite(youngest) ? `data ${age(youngest)}` : 'no data yet', drop: 7 },
    { text: old === 0 ? '' : `${old} stale`, style: MEANING.warning, drop: 3 },
    { text: `stream ${state}${lasting}`, style: well ? 0 : streamStyle(state), drop: well ? 8 : 1 },
  ]
}

function streamStyle(state: SessionView['stream']['state']): number {
  return state === 'refused' || state === 'fatal' ? MEANING.failure : state === 'over' ? MEANING.muted : MEANING.warning
}

function brokerText({ account }: SessionView): string {
  if (!account) return ''
  if (account.state !== 'active') return account.state.toUpperCase()
  if (!account.reconciled) return 'books differ from the broker'
  return account.updatesUp === false ? 'no order updates' : 'broker up'
}

function brokerBad({ account }: SessionView): boolean {
  return account !== null && (account.state !== 'active' || !account.reconciled || account.updatesUp === false)
}
