/** Any key of the paper kind with any secret opens the exchange. */
export function isPaperKey(key: unknown, secret: unknown): boolean {
  return typeof key === 'string' && key.startsWith('PK') && typeof secret === 'string' && secret !== ''
}
