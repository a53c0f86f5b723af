import type { PreviewOutput } from '../../../operations/trade/ticket/preview.ts'
import { type Area, write } from '../../canvas.ts'
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
  return [
    ...headLines(preview, width),
    ...objections(preview, width),
    ...priceLines(preview, width),
    ...styledLines(effectText(preview), 0, width),
    ...(brief ? allowingNames(preview, width) : rulesThat('allow', preview).flatMap((one) => ruleLines(one, width))),
  ]
}

/** The same before it is sent, so ordered that what has no room is what matters least; `told` stands behind price and value. */
export function askedLines(preview: PreviewOutput, width: number, told: readonly StyledLine[]): StyledLine[] {
  return [
    ...headLines(preview, width),
    ...priceLines(preview, width),
    ...told,
    ...objections(preview, width),
    ...styledLines(effectText(preview), 0, width),
    ...allowingNames(preview, width),
  ]
}

function headLines(preview: PreviewOutput, width: number): StyledLine[] {
  return [
    ...styledLines(orderText(preview), BOLD, width),
    ...styledLines(legText(preview), 0, width),
    { text: verdictText(preview), style: STYLE[preview.verdict.outcome] | BOLD },
  ]
}

function objections(preview: PreviewOutput, width: number): StyledLine[] {
  return [
    ...[...rulesThat('deny', preview), ...rulesThat('shrink', preview)].flatMap((one) => ruleLines(one, width)),
    ...preview.warnings.flatMap((one) => styledLines(`! ${one}`, MEANING.warning, width)),
  ]
}

function priceLines(preview: PreviewOutput, width: number): StyledLine[] {
  return [...styledLines(quoteText(preview), MEANING.muted, width), ...styledLines(costText(preview), 0, width)]
}

function rulesThat(outcome: keyof typeof SIGN, { verdict }: PreviewOutput): PreviewOutput['verdict']['rules'] {
  return verdict.rules.filter((one) => one.outcome === outcome)
}

function allowingNames(preview: PreviewOutput, width: number): StyledLine[] {
  const names = rulesThat('allow', preview).map((one) => one.rule)
  return names.length === 0 ? [] : styledLines(`${SIGN.allow} ${names.join(', ')}`, STYLE.allow, width)
}

function ruleLines({ outcome, rule, message }: PreviewOutput['verdict']['rules'][number], width: number): StyledLine[] {
  return styledLines(`${SIGN[outcome]} ${rule}: ${message}`, STYLE[outcome], width)
}

/** Lines from the top; what has no room is counted. */
export function drawStyled(area: Area, lines: readonly StyledLine[]): void {
  const fits = lines.length <= area.height
  const shown = fits ? lines : lines.slice(0, Math.max(0, area.height - 1))
  shown.forEach(({ text, style }, y) => {
    write(area, 0, y, text, style)
  })
  if (!fits && area.height > 0) write(area, 0, area.height - 1, `and ${lines.length - shown.length} lines more`, MEANING.muted)
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
