/** Upper case; the continuous-contract spelling `NQ=F` is the contract root `NQ`. */
export function normalizeSymbol(text: string): string {
  const upper = text.trim().toUpperCase()
  return upper.endsWith('=F') ? upper.slice(0, -2) : upper
}
