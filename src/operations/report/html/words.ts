import type { MetricForm } from '../../runs/metric-names.ts'

/** Numbers and words for readers of a report. */

/** Dollars with thousands separators and cents. */
export function money(value: number | null | undefined): string {
  return decimal(value, 2)
}

/** A number with thousands separators and so many decimals; never a negative zero. */
export function decimal(value: number | null | undefined, digits: number): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'n/a'
  const [whole, rest] = Math.abs(value).toFixed(digits).split('.')
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ',') + (rest === undefined ? '' : `.${rest}`)
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text
}

/** A fraction as percent: 0.0312 -> 3.12%. */
export function percent(value: number | null | undefined, digits = 2): string {
  return value === null || value === undefined || !Number.isFinite(value) ? 'n/a' : `${decimal(value * 100, digits)}%`
}

/** With its sign: +3.12%. */
export function signedPercent(value: number | null | undefined, digits = 2): string {
  const text = percent(value, digits)
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text
}

/** A price: two decimals from a dollar up, four below. */
export function price(value: number | null | undefined): string {
  return decimal(value, Math.abs(value ?? 1) >= 1 ? 2 : 4)
}

/** Shares: whole, or up to four decimals. */
export function shares(value: number): string {
  return decimal(value, Number.isInteger(value) ? 0 : 4)
}

/** An ISO stamp for a table: `2026-03-19 13:30`, seconds only when there are some. */
export function stamp(iso: string): string {
  return iso
    .replace('T', ' ')
    .replace(/(\.\d+)?Z$/, '')
    .replace(/:00$/, '')
}

/** A metric as a reader sees it. */
export function metric(value: number | null | undefined, form: MetricForm): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'n/a'
  switch (form) {
    case 'money':
      return money(value)
    case 'percent':
      return percent(value)
    case 'signed-percent':
      return signedPercent(value)
    case 'days':
      return `${decimal(value, 0)} days`
    case 'bars':
      return `${decimal(value, 1)} bars`
    case 'count':
      return decimal(value, 0)
    default:
      return decimal(value, 2)
  }
}
