/** The few file-system facts operations need; everything else about files stays inside adapters. */
export interface Files {
  /** Whole text of a small file (a universe, a list); `not-found` with the path when absent. */
  readText(path: string): Promise<string>
  /** Writes a file whole or not at all (temporary file, then rename). `mode` as in chmod, default 0o644. */
  writeText(path: string, text: string, mode?: number): Promise<void>
  exists(path: string): Promise<boolean>
  /** The first bytes of a file as text, to see what it is; `not-found` when absent, `config` for what is no regular file. */
  readStart(path: string, bytes: number): Promise<string>
  /** Some letters and digits that tell files of one name in two folders apart: made of the full path, the same in every run. */
  markOf(path: string): string
  /** Bytes free on the volume that holds the path. */
  freeBytes(path: string): Promise<number>
  /** Names in a folder, sorted; empty when it does not exist. */
  list(folder: string): Promise<string[]>
  /** Opens a file to be written piece by piece, gzipped when its name ends in `.gz`; it appears whole on `commit`, or not at all. */
  create(path: string): Promise<TextSink>
  /** Deletes a file; nothing happens when there is none. */
  remove(path: string): Promise<void>
  /** The charting library that HTML reports carry inside them, as its package ships it. */
  chartLibrary(): Promise<ChartLibraryText>
}

/** A browser script of another house with what its licence asks to be shown. */
export interface ChartLibraryText {
  name: string
  version: string
  /** Defines `LightweightCharts` on the page's window. */
  script: string
  /** The licence in full. */
  licence: string
}

/** A file in the making. */
export interface TextSink {
  /** Resolves when there is room for more. */
  write(text: string): Promise<void>
  commit(): Promise<void>
  discard(): Promise<void>
}
