// Counts prompts in a process of its own, so that one of any length holds nothing else up.
import type { Profile } from '../../contract/generation.ts'
import type { PromptCount } from '../../contract/studio.ts'
import { guardedProcess } from '../../files/guarded/guarded-process.ts'
import { workerFile } from '../../files/worker-file.ts'
import type { LearnedWord } from './prompt-count.ts'

export type PromptProcess = {
  count(text: string, profile: Profile, learned: readonly LearnedWord[]): Promise<PromptCount>
  close(): Promise<void>
}

/** A million characters take seconds; brackets nested ten thousand deep take longer, and nobody writes them. */
const mostMs = 60_000
const memoryMb = 1024

/** The process begins with the first count, and ends when there has been none for half a minute. */
export function promptProcess(): PromptProcess {
  const work = guardedProcess({ file: workerFile('prompt-worker', import.meta), memoryMb, atOnce: 1 })
  return {
    count: (text, profile, learned) => work.ask('prompt', { mostMs }, 'count', text, profile, learned),
    close: () => work.close(),
  }
}
