/** A kept model: a head that says everything about it, and its numbers. */
export interface ModelFile {
  /** JSON-safe; parsed by the operations' own schema. */
  head: Record<string, unknown>
  /** Float32 numbers, one array a name. */
  arrays: Record<string, Float32Array<ArrayBufferLike>>
  /** Version of openbell that wrote it; told where a file is read. */
  openbell?: string
}

export interface ModelInfo {
  name: string
  path: string
  bytes: number
  /** Null for a file that cannot be read; then `fault` says why. */
  head: Record<string, unknown> | null
  /** Version of openbell that wrote it; null with a fault. */
  openbell: string | null
  fault: string | null
}

/** Models kept in the home folder, one file each. */
export interface Models {
  list(): Promise<ModelInfo[]>
  /** Where a model of this name lies, or would. @throws OpenbellError usage for a name that is none */
  pathOf(name: string): string
  /** @throws OpenbellError not-found; `config` for another version or a checksum that does not agree, with the file and the next command */
  read(name: string): Promise<ModelFile>
  /** Written whole or not at all; replaces an older one of the name. Answers its path. @throws OpenbellError usage for a name that is none */
  write(name: string, file: ModelFile): Promise<string>
  remove(name: string): Promise<boolean>
  /** Copies the checked file to a path of the user's. */
  copyTo(name: string, path: string): Promise<void>
}
