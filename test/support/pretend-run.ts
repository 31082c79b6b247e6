// A training run that goes on by a timer, for looking at the interface and for its tests; nothing is trained.
import type { StudioEvent } from '../../src-main/contract/studio.ts'
import type { TrainingProject, TrainingRun } from '../../src-main/contract/training-project.ts'
import type { TrainingStep } from '../../src-main/contract/training.ts'
import { recipeSampleSchema } from '../../src-main/contract/recipe-output.ts'

export type PretendRunOptions = {
  steps?: number
  every?: number
  /** The address of a prompt's picture when this share of the steps, 0–1, is made. */
  draw: (prompt: string, share: number) => string
}

export const pretendPrompts = [
  'strawberry on a blue background',
  'panda on a green background',
  'rocket on a black background',
] as const

/** One step of a loss that falls with noise in it, the same for the same number. */
export function pretendStep(step: number, steps: number): TrainingStep {
  const noise = Math.sin(step * 12.9898) * 43758.5453
  const jitter = noise - Math.floor(noise) - 0.5
  const falling = 0.06 + 0.09 * Math.exp(-step / (steps * 0.25))
  return {
    step,
    epoch: Math.ceil(step / 17),
    loss: falling * (1 + 0.6 * jitter),
    ...(step % 25 === 0 ? { heldOutLoss: falling * 1.1 } : {}),
    rates: { unet: 1e-3 * (0.5 + 0.5 * Math.cos((Math.PI * step) / steps)) },
    gradientNorm: 0.4,
    seconds: 0.31,
    memoryBytes: 0.9 * 1024 ** 3,
  }
}

/** The run as it is after `step` steps. */
export function pretendRun(step: number, options: PretendRunOptions): TrainingRun {
  const { steps = 800, every = 100, draw } = options
  const saved = Array.from({ length: Math.floor(step / every) }, (_, index) => (index + 1) * every)
  const sample = (prompt: string) => recipeSampleSchema.parse({ prompt, seed: 7, width: 128, height: 128 })
  return {
    state: step >= steps ? 'finished' : 'running',
    startedAt: '2026-01-01T12:00:00.000Z',
    step,
    steps,
    epoch: Math.ceil(step / 17),
    last: step === 0 ? null : pretendStep(step, steps),
    progress: step === 0 ? { phase: 'cache', done: 12, total: 17, secondsLeft: 8 } : null,
    secondsLeft: step === 0 ? null : (steps - step) * 0.31,
    savedStep: step < 50 ? null : Math.floor(step / 50) * 50,
    files: saved.map((at) => ({
      step: at,
      epoch: Math.ceil(at / 17),
      path: `/runs/ink/ink-wash-step${String(at).padStart(8, '0')}.safetensors`,
      sizeBytes: 1_900_000,
      sha256: 'a'.repeat(64),
      kind: 'adapter',
      finished: false,
    })),
    samples: [0, ...saved].flatMap((at) =>
      pretendPrompts.map((prompt, index) => ({
        step: at,
        prompt: index,
        path: '',
        width: 128,
        height: 128,
        sample: sample(prompt),
        url: draw(prompt, at / steps),
      })),
    ),
    notices: [],
    error: null,
  }
}

export function pretendProject(step: number, options: PretendRunOptions): TrainingProject {
  const sample = { seed: 7, width: 128, height: 128 }
  return {
    id: 'ink',
    name: 'Ink wash',
    preset: 'style',
    place: 'run',
    recipe: {
      name: 'ink-wash',
      base: 'emoji',
      steps: options.steps ?? 800,
      data: { folder: '/pictures', width: 128, height: 128 },
      samples: {
        every: options.every ?? 100,
        prompts: pretendPrompts.map((prompt) => ({ prompt, ...sample })),
      },
      save: { every: options.every ?? 100 },
    },
    leftOut: [],
    createdAt: '2026-01-01T11:00:00.000Z',
    editedAt: '2026-01-01T12:00:00.000Z',
    review: null,
    tagging: null,
    run: pretendRun(step, options),
  }
}

export const trainingEvent = (project: TrainingProject): StudioEvent => ({ type: 'training', project })
