// How the learning rate goes over a run, as a share of its highest value. The shapes are those of Transformers.

export type RateSchedule = {
  readonly kind: 'constant' | 'linear' | 'cosine' | 'cosine_with_restarts' | 'polynomial'
  readonly warmupSteps: number
  /** Of the run's steps, where `warmupSteps` is 0. */
  readonly warmupShare: number
  /** Arcs of the cosine with restarts. */
  readonly restarts: number
  readonly power: number
}

/** `progress` in [0, 1): how far the run after its warm-up is. */
const shapes: Readonly<Record<RateSchedule['kind'], (progress: number, schedule: RateSchedule) => number>> = {
  constant: () => 1,
  linear: (progress) => 1 - progress,
  cosine: (progress) => (1 + Math.cos(Math.PI * progress)) / 2,
  cosine_with_restarts: (progress, { restarts }) => (1 + Math.cos(Math.PI * ((progress * restarts) % 1))) / 2,
  // It ends at 1e-7 of a rate of 1, which for the rates in use is nothing.
  polynomial: (progress, { power }) => (1 - progress) ** power,
}

/** Whole steps of a run of `steps`; a share is cut down to them, as kohya and OneTrainer do. */
export function warmupOf(
  { warmupSteps, warmupShare }: Pick<RateSchedule, 'warmupSteps' | 'warmupShare'>,
  steps: number,
): number {
  return warmupSteps > 0 ? warmupSteps : Math.floor(warmupShare * steps)
}

/** The share of step `step`, which counts from 0, in a run of `steps`; 0 after its end but for a constant one. */
export function rateShare(schedule: RateSchedule, step: number, steps: number): number {
  const { kind } = schedule
  const warmupSteps = warmupOf(schedule, steps)
  if (step < warmupSteps) return step / warmupSteps
  const left = Math.max(1, steps - warmupSteps)
  const progress = (step - warmupSteps) / left
  if (progress >= 1 && kind !== 'constant') return 0
  return shapes[kind](progress, schedule)
}
