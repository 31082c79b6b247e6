// How far a run has come and what it has learned: a step takes it further, a snapshot is what a state holds of it.
import { randomInt } from 'node:crypto'
import type { TrainingNews, TrainingStep } from '../../contract/training.ts'
import { phaseAt, type LearningPhase } from '../learning-phases.ts'
import { firstBatch } from '../order.ts'
import { AppError } from '../../base/errors.ts'
import { heldOutOf } from './held-out.ts'
import { epochsBegun, factsOf } from './left/facts.ts'
import { appendStep } from './left/log-file.ts'
import { readLearned, type RunPlace, type SavedState, type Snapshot } from './left/state-file.ts'
import { writeTrainedFiles } from './left/trained-file.ts'
import { choiceOf, type Preparation } from './preparation.ts'
import { progress, type RunContext } from './run-context.ts'
import { stepClock } from './step-clock.ts'
import { freshLearned, optimizerSteps, type Learned, type OptimizerSteps } from './step/optimizer-steps.ts'
import { emptyGathered, gatherPass } from './step/pass-of-step.ts'
import { ratesOfStep } from './step/rates-of-step.ts'

type Run<Result> = AsyncGenerator<TrainingNews, Result>

export class RunProgress {
  readonly #context: RunContext
  readonly #run: Preparation
  readonly #clock = stepClock()
  #place: RunPlace
  #phase: LearningPhase
  #learned: Learned
  #optimizer: OptimizerSteps

  private constructor(
    context: RunContext,
    run: Preparation,
    at: { place: RunPlace; phase: LearningPhase; learned: Learned; optimizer: OptimizerSteps },
  ) {
    this.#context = context
    this.#run = run
    this.#place = at.place
    this.#phase = at.phase
    this.#learned = at.learned
    this.#optimizer = at.optimizer
  }

  /** From the saved state, or from the beginning. Errors: `training/damaged-state`. */
  static async begin(context: RunContext, run: Preparation, saved: SavedState | null): Promise<RunProgress> {
    const place = saved?.place ?? firstPlace()
    const phase = phaseAt(run.phases, Math.max(1, place.step))
    const choice = choiceOf(run, phase)
    const learned = saved
      ? await readLearned(context.call.folder, choice)
      : freshLearned(choice, run.firstParameter)
    return new RunProgress(context, run, { place, phase, learned, optimizer: await optimizerSteps(choice) })
  }

  get place(): RunPlace {
    return this.#place
  }
  isOver(): boolean {
    return this.#place.step >= this.#run.steps
  }
  /** What is saved and shown: the average, where factors are averaged. */
  get shown(): Float32Array {
    return this.#learned.average ?? this.#learned.parameter
  }
  /** Seconds that a step takes. */
  get secondsOfStep(): number {
    return this.#clock.average
  }
  get snapshot(): Snapshot {
    return { learned: this.#learned, place: { ...this.#place, gone: [...this.#run.batches.gone] } }
  }

  /**
   * Whether a file is to be written of the step just made; a step that a person stops is left out.
   * Errors: `training/not-finite`, `training/no-pictures`.
   */
  async *step(): Run<boolean> {
    const { call, workshop, notices } = this.#context
    const run = this.#run
    const { accumulation, save } = run.recipe
    const step = this.#place.step + 1
    const phase = phaseAt(run.phases, step)
    const rates = ratesOfStep(run.recipe, run.segments, phase, step)
    const gathered = emptyGathered(run)
    let order = this.#place.order
    let seconds = 0
    for (let pass = 0; pass < accumulation; pass++) {
      // What the passes gathered so far is gone; the step is made again as it would have been.
      if (this.#context.wishes.stop !== null) return false
      if (this.#clock.isFirst && pass === 0) yield progress('compile', 0, 1)
      const started = order
      const timed = await workshop.inTurn(() =>
        inSeconds(() => gatherPass(run, this.#learned.parameter, gathered, { order: started, step, pass })),
      )
      order = timed.result
      seconds += timed.seconds
      yield* notices.news()
    }
    await this.#enter(phase)
    const { gradient } = gathered
    const inPhase = step - phase.first + 1
    const taken = await workshop.inTurn(() =>
      inSeconds(() =>
        this.#optimizer.take(this.#learned, { step: inPhase, gradient, passes: accumulation, rates }),
      ),
    )
    if (!Number.isFinite(taken.result)) throw new AppError('training/not-finite', { step, what: 'gradient' })
    const before = this.#place.order
    this.#place = { ...this.#place, step, order }
    const heldOut = yield* heldOutOf(this.#context, run, this.#learned.parameter, step)
    const told: TrainingStep = {
      step,
      epoch: before.epoch + 1,
      loss: gathered.loss / accumulation,
      ...(heldOut === null ? {} : { heldOutLoss: heldOut }),
      rates,
      gradientNorm: taken.result,
      seconds: seconds + taken.seconds,
      memoryBytes: process.memoryUsage.rss(),
    }
    await appendStep(call.folder, told)
    const secondsLeft = this.#clock.add(told.seconds) * (run.steps - step)
    yield { type: 'step', step: told, steps: run.steps, secondsLeft }
    const { everyEpochs } = save
    const byEpoch =
      everyEpochs !== null && Math.floor(before.epoch / everyEpochs) < Math.floor(order.epoch / everyEpochs)
    return byEpoch || (save.every !== null && step % save.every === 0)
  }

  /** What is learned so far, as files. Errors: `disk/…`, `adapter/overflow`. */
  async *write(finished: boolean): Run<void> {
    const { call, base } = this.#context
    const { epoch, batch } = this.#place.order
    const facts = factsOf(this.#run, base, this.#place)
    const at = { step: this.#place.step, epoch: epochsBegun(epoch, batch), finished }
    for await (const file of writeTrainedFiles(call.folder, this.#run, this.shown, facts, at)) {
      const others = this.#place.files.filter(({ path }) => path !== file.path)
      this.#place = { ...this.#place, files: [...others, file] }
      yield { type: 'file', file }
    }
  }

  async release(): Promise<void> {
    await this.#optimizer.release()
  }

  /** Each phase begins with an optimizer that remembers nothing. */
  async #enter(phase: LearningPhase): Promise<void> {
    if (phase === this.#phase) return
    this.#phase = phase
    const choice = choiceOf(this.#run, phase)
    this.#learned = freshLearned(choice, this.#learned.parameter)
    await this.#optimizer.release()
    this.#optimizer = await optimizerSteps(choice)
  }
}

function firstPlace(): RunPlace {
  return {
    step: 0,
    order: firstBatch,
    gone: [],
    files: [],
    session: randomInt(2 ** 32),
    startedAt: Date.now() / 1000,
  }
}

/** Of the work itself, without what others did in between. */
async function inSeconds<Result>(work: () => Promise<Result>): Promise<{ result: Result; seconds: number }> {
  const started = performance.now()
  const result = await work()
  return { result, seconds: (performance.now() - started) / 1000 }
}
