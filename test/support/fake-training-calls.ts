// The engine's training calls without networks: steps by a timer, real files in
// the run's folder. For tests of the host.
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Tensor } from '../../src-main/base/dtype.ts'
import { writeTensorFile } from '../../src-main/files/write-tensor-file.ts'
import { AppError } from '../../src-main/base/errors.ts'
import {
  runFiles,
  type EngineMeasureCall,
  type EngineTrainCall,
  type EngineTrainResult,
  type TrainedFile,
  type TrainingCalls,
  type TrainingMeasure,
  type TrainingNews,
  type TrainingStep,
  type TrainingStop,
} from '../../src-main/contract/training.ts'
import type { Recipe } from '../../src-main/contract/recipe.ts'

export type FakeTrainingCalls = {
  calls: TrainingCalls
  /** As a crash: open runs are rejected. */
  die(error: AppError): void
  readonly trained: EngineTrainCall[]
  readonly measured: EngineMeasureCall[]
}

type Wishes = { stop: TrainingStop | null; samples: Recipe['samples']; kill: AppError | null }

export function fakeTrainingCalls({
  stepMs,
  tell,
}: {
  stepMs: number
  tell(runId: string, news: TrainingNews): void
}): FakeTrainingCalls {
  const running = new Map<string, Wishes>()
  const trained: EngineTrainCall[] = []
  const measured: EngineMeasureCall[] = []

  async function train(call: EngineTrainCall): Promise<EngineTrainResult> {
    if (running.size > 0) throw new AppError('training/busy')
    const wishes: Wishes = { stop: null, samples: call.recipe.samples, kill: null }
    running.set(call.runId, wishes)
    trained.push(call)
    try {
      return await run(call, wishes)
    } finally {
      running.delete(call.runId)
    }
  }

  async function run(
    { runId, recipe, folder, mode }: EngineTrainCall,
    wishes: Wishes,
  ): Promise<EngineTrainResult> {
    const say = (news: TrainingNews): void => tell(runId, news)
    await mkdir(join(folder, runFiles.samples), { recursive: true })
    const statePath = join(folder, runFiles.state)
    const saved = Number(await readFile(statePath, 'utf8').catch(() => '0'))
    if (mode === 'start' && saved > 0) throw new AppError('training/has-state')
    await writeFile(join(folder, runFiles.recipe), JSON.stringify(recipe))
    const steps = recipe.steps ?? 10
    const files: TrainedFile[] = []
    let step = saved
    const save = async (): Promise<void> => {
      await writeFile(statePath, String(step))
      say({ type: 'state-saved', step })
    }
    const write = async (finished: boolean): Promise<void> => {
      const name = finished ? runFiles.finished(recipe.name) : runFiles.saved(recipe.name, step)
      const file =
        recipe.learn === 'embedding'
          ? await fakeWord(join(folder, name), step, finished)
          : await fakeFile(join(folder, name), step, finished)
      files.push(file)
      say({ type: 'file', file })
    }
    const sample = async (): Promise<void> => {
      const { every, prompts } = wishes.samples
      if (every === null || step % every !== 0) return
      for (const [prompt, one] of prompts.entries()) {
        const path = join(folder, runFiles.sample(step, prompt))
        await sharp({
          create: { width: 16, height: 16, channels: 3, background: `hsl(${step % 360}, 60%, 50%)` },
        })
          .png()
          .toFile(path)
        say({ type: 'sample', sample: { step, prompt, path, width: 16, height: 16, sample: one } })
      }
    }
    const ended = (end: EngineTrainResult['end']): EngineTrainResult => ({
      end,
      step,
      steps,
      files,
      notices: [],
    })
    say({ type: 'progress', progress: { phase: 'cache', done: 1, total: 2, secondsLeft: null } })
    if (step === 0) await sample()
    while (step < steps) {
      await new Promise((resolve) => setTimeout(resolve, stepMs))
      if (wishes.kill) throw wishes.kill
      if (wishes.stop) {
        if (wishes.stop === 'paused') await save()
        if (wishes.stop === 'kept') await write(true)
        return ended(wishes.stop)
      }
      step++
      const told = fakeStep(step)
      await appendFile(join(folder, runFiles.log), `${JSON.stringify(told)}\n`)
      say({ type: 'step', step: told, steps, secondsLeft: ((steps - step) * stepMs) / 1000 })
      const { every, stateEvery } = recipe.save
      if (step === steps) await write(true)
      else if (every !== null && step % every === 0) await write(false)
      await sample()
      if (stateEvery !== null && step % stateEvery === 0) await save()
    }
    return ended('finished')
  }

  return {
    trained,
    measured,
    die(error) {
      for (const wishes of running.values()) wishes.kill = error
    },
    calls: {
      train,
      // As the real one: what is said of a run it does not have is not heard.
      async stopTraining(runId, stop) {
        const wishes = running.get(runId)
        if (wishes) wishes.stop = stop
      },
      async editSamples(runId, samples) {
        const wishes = running.get(runId)
        if (wishes) wishes.samples = samples
      },
      async keepTraining(folder) {
        const recipe = JSON.parse(await readFile(join(folder, runFiles.recipe), 'utf8')) as Recipe
        const step = Number(await readFile(join(folder, runFiles.state), 'utf8'))
        const file = await fakeFile(join(folder, runFiles.finished(recipe.name)), step, true)
        return { end: 'kept', step, steps: recipe.steps ?? 10, files: [file], notices: [] }
      },
      async measureTraining(call) {
        measured.push(call)
        return fakeMeasure(call.recipe)
      },
    },
  }
}

export function fakeStep(step: number): TrainingStep {
  return {
    step,
    epoch: 1,
    loss: 0.1 + 1 / (step + 10),
    rates: { unet: 1e-4 },
    gradientNorm: 0.5,
    seconds: 0.01,
    memoryBytes: 1_000_000,
  }
}

/** Grows with the rank, so that alternatives can be told apart. */
export function fakeMeasure({ adapter, steps }: Recipe): TrainingMeasure {
  const parameters = adapter.rank * (adapter.kind === 'lokr' ? 100 : 1000)
  return {
    secondsPerStep: 0.5,
    setupSeconds: 2,
    memoryBytes: 1_000_000 + parameters,
    parameters,
    fileBytes: parameters * 2,
    steps: steps ?? 10,
    pictures: 4,
    heldOut: 0,
    timesSeen: 10,
  }
}

async function fakeFile(path: string, step: number, finished: boolean): Promise<TrainedFile> {
  await writeFile(path, `adapter of step ${step}`)
  return described(path, step, 'adapter', finished)
}

/** One vector of SD 1's width: a file that prompts can really use. */
async function fakeWord(path: string, step: number, finished: boolean): Promise<TrainedFile> {
  const vector: Tensor = { dtype: 'f32', shape: [1, 768], data: new Float32Array(768).fill(step) }
  await writeTensorFile(path, new Map([['emb_params', vector]]))
  return described(path, step, 'embedding', finished)
}

async function described(
  path: string,
  step: number,
  kind: TrainedFile['kind'],
  finished: boolean,
): Promise<TrainedFile> {
  const bytes = await readFile(path)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { step, epoch: 1, path, sizeBytes: bytes.length, sha256, kind, finished }
}
