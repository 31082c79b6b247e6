// Which sample pictures of a run are there: one a line, appended as they are
// made, so that a round can be completed later.
import { appendFile, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { runFiles } from '../../../contract/training.ts'
import { writeFileAtomically } from '../../../files/atomic-write.ts'
import { readError, systemCode, writeError } from '../../../files/system-error.ts'

export type MadeSample = {
  readonly step: number
  /** The number of its kind: the same prompt with the same settings, whatever its place among the others is now. */
  readonly prompt: number
  /** Of everything that decides the picture, besides what was learned by that step. */
  readonly hash: string
}

export type SampleList = {
  /**
   * A new kind takes its place among the prompts as its number; where another one has that,
   * pictures are there, and it takes the next.
   */
  numberOf(hash: string, place: number): number
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
  const numbers = new Map<string, number>()
  for (const made of text.split('\n').map(sampleOf)) {
    if (made === null) continue
    numbers.set(made.hash, made.prompt)
    if (made.step > lastStep) continue
    if (await isThere(join(folder, runFiles.sample(made.step, made.prompt)))) known.set(placeOf(made), made)
  }
  const lines = [...known.values()].map(lineOf).join('')
  if (lines !== text) await writeFileAtomically(path, new TextEncoder().encode(lines))
  return {
    numberOf(hash, place) {
      const taken = new Set(numbers.values())
      const number = numbers.get(hash) ?? (taken.has(place) ? Math.max(...taken) + 1 : place)
      numbers.set(hash, number)
      return number
    },
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
