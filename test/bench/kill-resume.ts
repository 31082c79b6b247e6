// Kills training runs at random moments, resumes them each time, and compares them with uninterrupted
// ones, kind by kind. `KILLS=5 KIND=pivotal npm run bench -- kill-resume` for fewer; it prints where
// each kill fell and whether the bytes agree.
import { randomInt } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import type { RecipeInput } from '../../src-main/contract/recipe.ts'
import { attempt, type Kill, type WriteKill } from '../support/killed-run.ts'
import { comparableFile } from '../support/trained-bytes.ts'
import { madePictures, smallRecipe, trainCall } from '../support/training-run.ts'

type Changes = NonNullable<Parameters<typeof smallRecipe>[1]>
type Kind = { readonly kills: number; readonly changes: Changes }

const small = { rank: 2, alpha: 2, layers: 'attention' } as const
const word = { word: 'discish', vectors: 2, initial: 'a ball' } satisfies RecipeInput['embedding']
const save = { type: 'f32', every: 6, stateEvery: 2 } as const

/** What has a state of its own: factors, moments, averages, streams of chance, a word's vectors. */
const kinds: Readonly<Record<string, Kind>> = {
  lora: {
    kills: 20,
    changes: {
      steps: 24,
      batch: 2,
      emaDecay: 0.95,
      data: { flip: true, holdOut: 0.2, holdOutEvery: 6 },
      captions: { shuffle: true, dropout: 0.1 },
      objective: { noiseOffset: 0.05, minSnrGamma: 5 },
      schedule: { kind: 'cosine', warmupSteps: 4 },
      samples: { every: 6, prompts: [{ prompt: 'cat face', steps: 1 }] },
      save,
    },
  },
  'loha, Prodigy, dropout': {
    kills: 5,
    changes: {
      steps: 12,
      emaDecay: 0.9,
      adapter: { ...small, kind: 'loha', moduleDropout: 0.2 },
      optimizer: { kind: 'prodigy' },
      unet: { learningRate: 1 },
      save,
    },
  },
  'lokr, Lion, accumulation, masks': {
    kills: 5,
    changes: {
      steps: 12,
      accumulation: 2,
      adapter: { ...small, kind: 'lokr' },
      optimizer: { kind: 'lion' },
      data: { masks: { from: 'files', unmaskedWeight: 0.2 } },
      save,
    },
  },
  'locon with DoRA, text encoder, Adafactor': {
    kills: 5,
    changes: {
      steps: 12,
      adapter: { kind: 'locon', rank: 2, alpha: 2, convRank: 2, layers: 'transformer', dora: true },
      textEncoder: { train: true },
      optimizer: { kind: 'adafactor' },
      captions: { shuffle: true, tagDropout: 0.2 },
      save,
    },
  },
  pivotal: {
    kills: 5,
    changes: {
      steps: 12,
      learn: 'pivotal',
      adapter: small,
      embedding: { ...word, until: 0.5 },
      captions: { trigger: word.word },
      save,
    },
  },
  'a word alone': {
    kills: 5,
    changes: {
      steps: 12,
      adapter: {},
      learn: 'embedding',
      embedding: word,
      captions: { trigger: word.word },
      save,
    },
  },
}

/** Behind a step, in the middle of the next; while a state or a picture is written; and anywhere, preparation too. */
const moments = [
  (): Kill => ({ news: 'step', afterNews: randomInt(1, 4), delayMs: randomInt(0, 600) }),
  (): WriteKill => ({
    what: randomInt(2) === 0 ? 'state' : 'picture',
    nth: randomInt(1, 3),
    at: randomInt(2) === 0 ? 'write' : 'sync',
  }),
  (): Kill => ({ news: '', afterNews: randomInt(1, 30), delayMs: randomInt(0, 600) }),
]
const print = (line: string): unknown => process.stdout.write(`${line}\n`)

/** How many files were compared, and how many differ. */
async function killed(
  folder: string,
  pictures: string,
  { kills, changes }: Kind,
): Promise<{ compared: number; different: number }> {
  const recipe = smallRecipe(pictures, changes)
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
    const left = (await readdir(cut.folder, { recursive: true })).filter((name) => name.endsWith('.part'))
    if (left.length > 0) different++
    print(`  finished after ${ofThisRun} kills, ${left.length} temporary files left`)
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
  return { compared, different }
}

const folder = await mkdtemp(join(tmpdir(), 'lamina-kills-'))
try {
  const pictures = join(folder, 'pictures')
  await mkdir(join(pictures, 'mask'), { recursive: true })
  for (const path of await madePictures(pictures, 6))
    await sharp(path)
      .greyscale()
      .negate()
      .toFile(path.replace(pictures, join(pictures, 'mask')))
  for (const [name, kind] of Object.entries(kinds)) {
    if (!name.includes(process.env['KIND'] ?? '')) continue
    print(`\n${name}`)
    const kills = Number(process.env['KILLS'] ?? kind.kills)
    const { compared, different } = await killed(join(folder, name), pictures, { ...kind, kills })
    if (different > 0 || compared === 0) process.exitCode = 1
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
