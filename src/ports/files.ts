/** The few file-system facts operations need; everything else about files stays inside adapters. */
export interface Files {
  /** Whole text of a small file (a universe, a list); `not-found` with the path when absent. */
  readText(path: string): Promise<string>
  /** Writes a file whole or not at all (temporary file, then rename). `mode` as in chmod, default 0o644. */
  writeText(path: string, text: string, mode?: number): Promise<void>
  exists(path: string): Promise<boolean>
  /** Bytes free on the volume that holds the path. */
  freeBytes(path: string): Promise<number>
  /** Names in a folder, sorted; empty when it does not exist. */
  list(folder: string): Promise<string[]>
}
