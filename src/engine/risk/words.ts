/** `$50,000`, `$1,234.50`: cents only where there are some. */
export function dollars(amount: number): string {
  if (!Number.isFinite(amount)) return 'an unknown amount'
  const cents = Math.abs(amount).toFixed(2)
  const [whole, part] = cents.split('.')
  const shown = `$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${part === '00' ? '' : `.${part}`}`
  return amount < 0 ? `-${shown}` : shown
}

/** `5%`, `12.34%` of a fraction. */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Number((fraction * 100).toFixed(2))}%` : 'an unknown share'
}

/** A price to the last digit that it has, without what binary fractions add. */
export function price(value: number): string {
  return `$${Number(value.toFixed(6))}`
}

/** `1 minute`, `90 seconds`. */
export function duration(ms: number): string {
  if (ms % 60_000 === 0) return plural(ms / 60_000, 'minute')
  return plural(Number((ms / 1000).toFixed(3)), 'second')
}

export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
