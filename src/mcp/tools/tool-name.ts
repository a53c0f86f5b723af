/** `data.import` -> `data_import`, `peak-trough` -> `peak_trough`. */
export function toolName(operation: string): string {
  return operation.replaceAll(/[.-]/g, '_')
}
