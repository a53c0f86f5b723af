import { METRIC_GROUPS } from '../../runs/metric-names.ts'
import { html } from '../html/html.ts'
import type { Section } from '../html/section.ts'
import { decimal, metric, percent, signedPercent } from '../html/words.ts'
import type { ReportInput } from '../input.ts'
import { facts, gain } from './table.ts'

/** The few figures that are read first. */
export function keyFigures({ answer }: ReportInput): Section {
  const { metrics, grade } = answer
  const figures = [
    { name: 'Total return', value: gain(metrics.totalReturn, signedPercent(metrics.totalReturn)) },
    { name: 'Buy and hold', value: gain(metrics.buyAndHoldReturn, signedPercent(metrics.buyAndHoldReturn)) },
    { name: 'Sharpe', value: decimal(metrics.sharpe, 2) },
    { name: 'Deepest drawdown', value: percent(metrics.maxDrawdown) },
    { name: 'Round trips', value: decimal(metrics.roundTrips, 0) },
    { name: 'Grade', value: html`<a href="#grade">${grade.letter}</a>` },
  ]
  const body = html`<dl class="figures">${figures.map(({ name, value }) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
  return { id: 'figures', title: 'Key figures', body }
}

/** All metrics, in groups. */
export function metricsSection({ answer }: ReportInput): Section {
  const metrics: Record<string, number | null> = answer.metrics
  const groups = METRIC_GROUPS.map(({ title, metrics: names }) => {
    const rows = names.map(({ name, label, form }): [string, string] => [label, metric(metrics[name], form)])
    return html`<div><h3>${title}</h3>${facts(rows)}</div>`
  })
  return { id: 'metrics', title: 'Metrics', body: html`<div class="groups">${groups}</div>` }
}
