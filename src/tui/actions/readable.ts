/** Any answer as lines of `name: value`, the deeper the more indented: where no view of the operation is at hand. */
export function readable(value: unknown, indent = ''): string[] {
  if (Array.isArray(value)) {
    if (value.length === 0) return [`${indent}none`]
    return value.flatMap((one) => (isPlain(one) ? [`${indent}- ${shown(one)}`] : [`${indent}-`, ...readable(one, `${indent}  `)]))
  }
  if (isPlain(value)) return [`${indent}${shown(value)}`]
  return Object.entries(value as object).flatMap(([name, one]) =>
    isPlain(one) ? [`${indent}${words(name)}: ${shown(one)}`] : [`${indent}${words(name)}:`, ...readable(one, `${indent}  `)],
  )
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function shown(value: unknown): string {
  return value === null || value === undefined ? 'n/a' : String(value)
}

/** `averagePrice` -> `average price`. */
function words(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
