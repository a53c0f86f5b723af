import type { JobResult, SeriesSet, TrainingJob } from '../../ports/trainer.ts'
import type { TaskRunner } from '../../ports/workers.ts'
import { runJob } from './job.ts'
import { userFiles } from './networks/user-files.ts'
import { loadTensorFlow } from './tensorflow.ts'

/** What the threads of a run share. */
export interface SharedJobs {
  data: SeriesSet
  /** Address of the module that loads a user's files. */
  userModules: string
  /** Steps taken by all threads, over shared memory. */
  steps: Int32Array
}

/** Called once in each thread. */
export async function start({ data, userModules, steps }: SharedJobs): Promise<TaskRunner<TrainingJob, JobResult>> {
  const tf = await loadTensorFlow()
  const files = userFiles(userModules)
  const stepped = () => {
    Atomics.add(steps, 0, 1)
  }
  return (job) => runJob({ tf, files, data, stepped }, job)
}
