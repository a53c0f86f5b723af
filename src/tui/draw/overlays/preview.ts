import type { PreviewOutput } from '../../../operations/trade/ticket/preview.ts'
import { BOLD, MEANING } from '../../styles.ts'
import { age, askedPrice, money, percent, price, shares } from '../numbers.ts'
import { wrap } from '../pane.ts'

export interface StyledLine {
  text: string
  style: number
}

const SIGN = { allow: '✓', shrink: '!', deny: '✗' } as const
const STYLE = { allow: MEANING.good, shrink: MEANING.warning, deny: MEANING.failure } as const

/**
 * A preview in lines: the order, the verdict with the rules that object, what to know, what it rests on, costs and does, and the rules that allow it.
 * `brief`: those in one line.
 */
export function previewLines(preview: PreviewOutput, width: number, brief = false): StyledLine[] {
  const { verdict, warnings } = preview
  const allowing = verdict.rules.filter((one) => one.outcome === 'allow')
  const objecting = verdict.rules.filter((one) => one.outcome !== 'allow').sort((a, b) => a.outcome.localeCompare(b.outcome))
  const names = allowing.length === 0 ? '' : `${SIGN.allow} ${allowing.map((one) => one.rule).join(', ')}`
  return [
    ...styledLines(orderText(preview), BOLD, width),
    ...styledLines(legText(preview), 0, width),
    { text: verdictText(preview), style: STYLE[verdict.outcome] | BOLD },
    ...objecting.flatMap((one) => ruleLines(one, width)),
    ...warnings.flatMap((one) => styledLines(`! ${one}`, MEANING.warning, width)),
    ...styledLines(quoteText(preview), MEANING.muted, width),
    ...styledLines(costText(preview), 0, width),
    ...styledLines(effectText(preview), 0, width),
    ...(brief ? styledLines(names, STYLE.allow, width) : allowing.flatMap((one) => ruleLines(one, width))),
  ]
}

function ruleLines({ outcome, rule, message }: PreviewOutput['verdict']['rules'][number], width: number): StyledLine[] {
  return styledLines(`${SIGN[outcome]} ${rule}: ${message}`, STYLE[outcome], width)
}

/** A text in lines of one style; none of an empty one. */
export function styledLines(text: string, style: number, width: number): StyledLine[] {
  return text === '' ? [] : wrap(text, width).map((line) => ({ text: line, style }))
}

function orderText({ order }: PreviewOutput): string {
  const { side, shares: count, notional, symbol, type, limit, stop, trail, tif, extended } = order
  const size = count === null && notional !== null ? `$${money(notional)} of` : shares(count)
  const parts = [
    stop === null ? '' : `stop ${askedPrice(stop, symbol)}`,
    limit === null ? '' : `limit ${askedPrice(limit, symbol)}`,
    trail === null ? '' : `trailing ${trail}`,
    limit === null && stop === null && trail === null ? type : '',
  ].filter((one) => one !== '')
  return `${side} ${size} ${symbol} ${parts.join(' ')} ${tif}${extended ? ' extended' : ''}`
}

function legText({ order: { legs, symbol } }: PreviewOutput): string {
  if (!legs) return ''
  const parts = [
    legs.stop === null ? '' : `stop ${askedPrice(legs.stop, symbol)}`,
    legs.trail === null ? '' : `trailing stop ${legs.trail}`,
    legs.target === null ? '' : `target ${askedPrice(legs.target, symbol)}`,
  ].filter((one) => one !== '')
  return `with ${parts.join(', ')}`
}

function quoteText({ quote, order: { symbol } }: PreviewOutput): string {
  if (!quote) return 'no price could be had'
  const sides = quote.bid === null && quote.ask === null ? '' : `, ${price(quote.bid, symbol)} x ${price(quote.ask, symbol)}`
  return `last ${price(quote.price, symbol)}${sides}, ${age(quote.ageMs)} old, ${quote.source === quote.feed ? quote.source : `${quote.source} ${quote.feed}`}`
}

function costText({ notional, fees }: PreviewOutput): string {
  if (notional === null) return ''
  return `value $${money(notional)}${fees === null ? '' : `, fees $${money(fees)}`}`
}

function effectText({ account, order: { symbol } }: PreviewOutput): string {
  const parts = [
    account.positionAfter === null ? '' : `${shares(account.positionAfter)} ${symbol} held`,
    account.positionShareAfter === null ? '' : `${percent(account.positionShareAfter, 1).replace('+', '')} of equity`,
    account.grossExposureAfter === null ? '' : `exposure ${percent(account.grossExposureAfter, 1).replace('+', '')}`,
    account.cashAfter === null ? '' : `cash $${money(account.cashAfter, 0)}`,
  ].filter((one) => one !== '')
  return parts.length === 0 ? '' : `after it: ${parts.join(', ')}`
}

function verdictText({ verdict, order }: PreviewOutput): string {
  if (verdict.outcome === 'deny') return 'Risk: DENIED'
  if (verdict.outcome === 'shrink') return `Risk: shrunk to ${shares(verdict.shares)} shares`
  const limit = verdict.marketableLimit === null ? '' : `, sent with limit ${askedPrice(verdict.marketableLimit, order.symbol)}`
  return `Risk: allowed${limit}`
}
