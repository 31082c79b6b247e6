// Which sample pictures of a run are there: one a line, appended as they are made, so that a round can be completed later.
import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runFiles } from '../../../contract/training.ts'
import { writeFileAtomically } from '../../../files/atomic-write.ts'
import { readError, systemCode, writeError } from '../../../files/system-error.ts'

export type MadeSample = {
  readonly step: number
  readonly prompt: number
  /** Of everything that decides the picture, besides what was learned by that step. */
  readonly hash: string
}

export type SampleList = {
  has(sample: MadeSample): boolean
  add(sample: MadeSample): Promise<void>
}

/** Those up to `lastStep` whose pictures are there; behind it the run goes another way. Errors: `disk/…`, `file/…`. */
export async function openSampleList(folder: string, lastStep: number): Promise<SampleList> {
  const path = join(folder, runFiles.sampleList)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') return ''
    throw readError(cause, path)
  })
  const known = new Map<string, MadeSample>()
  for (const made of text.split('\n').map(sampleOf)) {
    if (made === null || made.step > lastStep) continue
    if (await isThere(join(folder, runFiles.sample(made.step, made.prompt)))) known.set(placeOf(made), made)
  }
  const lines = [...known.values()].map(lineOf).join('')
  if (lines !== text) await writeFileAtomically(path, new TextEncoder().encode(lines))
  return {
    has: (sample) => known.get(placeOf(sample))?.hash === sample.hash,
    async add(sample) {
      known.set(placeOf(sample), sample)
      await appendFile(path, lineOf(sample)).catch((cause: unknown) => {
        throw writeError(cause, path)
      })
    },
  }
}

const placeOf = ({ step, prompt }: MadeSample): string => `${step} ${prompt}`
const lineOf = ({ step, prompt, hash }: MadeSample): string => `${JSON.stringify({ step, prompt, hash })}\n`

/** Null for a line that was cut off while it was written. */
function sampleOf(line: string): MadeSample | null {
  try {
    return JSON.parse(line) as MadeSample
  } catch {
    return null
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
}
