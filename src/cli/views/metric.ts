import type { MetricForm } from '../../operations/runs/metric-names.ts'
import { count, number, percent } from './format.ts'

/** Dollars with thousands separators and cents: -1,234.50. */
export function money(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  const [whole, cents] = Math.abs(value).toFixed(2).split('.')
  const text = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`
  return value < 0 && Number(text.replaceAll(',', '')) > 0 ? `-${text}` : text
}

/** A metric as a person reads it. */
export function metric(value: number | null, form: MetricForm): string {
  if (value === null || !Number.isFinite(value)) return 'n/a'
  switch (form) {
    case 'money':
      return money(value)
    case 'percent':
      return percent(value).replace(/^\+/, '')
    case 'signed-percent':
      return percent(value)
    case 'days':
      return `${count(value)} d`
    case 'bars':
      return `${number(value, 1)} bars`
    case 'count':
      return count(value)
    default:
      return number(value)
  }
}
