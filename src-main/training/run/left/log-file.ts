// The log of a run: one step a line, appended as it is made.
import { appendFile, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runFiles, type TrainingStep } from '../../../contract/training.ts'
import { writeFileAtomically } from '../../../files/atomic-write.ts'
import { readError, systemCode, writeError } from '../../../files/system-error.ts'

export async function appendStep(folder: string, step: TrainingStep): Promise<void> {
  const path = join(folder, runFiles.log)
  await appendFile(path, `${JSON.stringify(step)}\n`).catch((cause: unknown) => {
    throw writeError(cause, path)
  })
}

/** What was said so far survives a power cut: a state must not be ahead of its log. */
export async function syncLog(folder: string): Promise<void> {
  const path = join(folder, runFiles.log)
  const file = await open(path, 'a').catch((cause: unknown) => {
    throw writeError(cause, path)
  })
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Steps behind this one are made again; a line that was cut off while it was written goes too. */
export async function cutLog(folder: string, lastStep: number): Promise<void> {
  const path = join(folder, runFiles.log)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return ''
    throw readError(cause, path)
  })
  const kept = text.split('\n').filter((line) => isUpTo(line, lastStep))
  await writeFileAtomically(path, new TextEncoder().encode(kept.map((line) => `${line}\n`).join('')))
}

function isUpTo(line: string, lastStep: number): boolean {
  try {
    const { step } = JSON.parse(line) as Partial<TrainingStep>
    return step !== undefined && step <= lastStep
  } catch {
    // Cut off, or empty.
    return false
  }
}
