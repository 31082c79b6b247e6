// Kills one training run twenty times at random moments, resumes it each time, and compares it with an uninterrupted one.
// `KILLS=5 npm run bench -- kill-resume` for fewer; it prints where each kill fell and whether the bytes are the same.
import { randomInt } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { attempt, type Kill } from '../support/killed-run.ts'
import { comparableFile } from '../support/trained-bytes.ts'
import { madePictures, smallRecipe, trainCall } from '../support/training-run.ts'

const kills = Number(process.env['KILLS'] ?? 20)
const folder = await mkdtemp(join(tmpdir(), 'lamina-kills-'))
/** Behind a step, in the middle of the next; while a state is written; and anywhere, preparation too. */
const moments = [
  (): Kill => ({ news: 'step', afterNews: randomInt(1, 4), delayMs: randomInt(0, 600) }),
  (): Kill => ({ news: 'progress save', afterNews: randomInt(1, 3), delayMs: randomInt(0, 12) }),
  (): Kill => ({ news: '', afterNews: randomInt(1, 30), delayMs: randomInt(0, 600) }),
]
const print = (line: string): unknown => process.stdout.write(`${line}\n`)

try {
  const pictures = join(folder, 'pictures')
  await madePictures(pictures, 6)
  const recipe = smallRecipe(pictures, {
    steps: 24,
    batch: 2,
    emaDecay: 0.95,
    data: { flip: true, holdOut: 0.2, holdOutEvery: 6 },
    captions: { shuffle: true, dropout: 0.1 },
    objective: { noiseOffset: 0.05, minSnrGamma: 5 },
    schedule: { kind: 'cosine', warmupSteps: 4 },
    save: { type: 'f32', every: 6, stateEvery: 2 },
  })
  const whole = trainCall(join(folder, 'whole'), recipe)
  await attempt(whole, null)
  const cut = { ...trainCall(join(folder, 'cut'), recipe), mode: 'resume' as const }
  let [done, ofThisRun, compared, different] = [0, 0, 0, 0]

  /** A run that is through counts only once it was compared; the next one begins anew. */
  async function compareFinished(): Promise<void> {
    const names = (await readdir(whole.folder)).filter((name) => name.endsWith('.safetensors')).sort()
    for (const name of names) {
      const [a, b] = await Promise.all([whole, cut].map(({ folder: run }) => comparableFile(join(run, name))))
      // A state tells its own time and folder; its tensors are what counts.
      const same =
        name === 'state.safetensors' ? a?.tensors === b?.tensors : JSON.stringify(a) === JSON.stringify(b)
      compared++
      if (!same) different++
      print(`  ${name}: ${same ? 'the same bytes' : 'DIFFERENT'} (${a?.tensors.slice(0, 12)})`)
    }
    print(`  finished after ${ofThisRun} kills`)
    ofThisRun = 0
    await rm(cut.folder, { recursive: true })
  }

  while (done < kills) {
    const end = await attempt(cut, moments[done % moments.length]!())
    if (end.killedAfter === null) {
      await compareFinished()
      continue
    }
    ofThisRun++
    print(`kill ${++done}: after "${end.killedAfter.trim()}", last step ${end.lastStep}`)
  }
  if (ofThisRun > 0) {
    await attempt(cut, null)
    await compareFinished()
  }
  print(`${done} kills, ${compared} files compared, ${different} different`)
  if (different > 0) process.exitCode = 1
} finally {
  await rm(folder, { recursive: true, force: true })
}
