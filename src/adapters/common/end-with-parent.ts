import { Worker } from 'node:worker_threads'

const WATCH = new URL(import.meta.url.endsWith('.ts') ? './parent-watch.ts' : './parent-watch.js', import.meta.url)

/**
 * For a child process: it ends when its parent does, however that ends. A closed channel is heard of only between two pieces of work; a thread
 * of its own looks after it too, for work that never gets there.
 */
export function endWithParent(): void {
  const watch = new Worker(WATCH, { workerData: { parent: process.ppid }, execArgv: [] })
  watch.unref()
  process.once('disconnect', () => process.exit())
}
