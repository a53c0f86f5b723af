/** One argument or flag of an operation, as JSON Schema says it. */
export interface OperationField {
  /** Field name in the input: `startPrice`. */
  name: string
  type: 'string' | 'number' | 'boolean' | 'array'
  /** Type of the elements of an array. */
  items?: 'string' | 'number'
  choices?: string[]
  default?: string | number | boolean
  /** What the flag means when it is given alone; absent = it takes a value. */
  bare?: number
  required: boolean
  description: string
}

/** `startPrice` -> `start-price`. */
export function flagName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}

/** Typed text in the type that the schema asks for; what is no number stays text, and the schema says what is wrong with it. */
export function typedValue(field: OperationField, value: unknown): unknown {
  if (Array.isArray(value)) return field.items === 'number' ? value.map(toNumber) : value
  return field.type === 'number' ? toNumber(value) : value
}

function toNumber(value: unknown): unknown {
  const text = String(value)
  const parsed = Number(text)
  return text.trim() === '' || Number.isNaN(parsed) ? value : parsed
}
