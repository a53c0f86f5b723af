/** JSON Schema as a peer wrote it. */
export type SchemaCheck = (value: unknown) => string | null

/**
 * A check of values by a peer's own schema: what is wrong, or null. References to other documents are never fetched: such a schema does not
 * compile. Regular expressions are left out: who writes both the expression and the text could keep us busy for ever.
 * @throws Error when the schema cannot be used
 */
export async function schemaCheck(schema: Record<string, unknown>): Promise<SchemaCheck> {
  const { AjvJsonSchemaValidator } = await import('@modelcontextprotocol/client/validators/ajv')
  const check = new AjvJsonSchemaValidator().getValidator(withoutPatterns(schema) as never)
  return (value) => {
    const result = check(value)
    return result.valid ? null : (result.errorMessage ?? 'it does not fit')
  }
}

/** Below `properties` and `$defs` the keys are names, not keywords. */
const NAMES = new Set(['properties', '$defs', 'definitions', 'dependentSchemas'])

function withoutPatterns(schema: unknown, isMap = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => withoutPatterns(one))
  if (typeof schema !== 'object' || schema === null) return schema
  const kept = Object.entries(schema).filter(
    ([key]) => isMap || (key !== 'pattern' && key !== 'patternProperties' && key !== 'format'),
  )
  return Object.fromEntries(kept.map(([key, one]) => [key, withoutPatterns(one, !isMap && NAMES.has(key))]))
}
