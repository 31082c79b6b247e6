// The runs of all projects: one at a time in the engine, the others wait; kept at every turn.
import { join } from 'node:path'
import { AppError, reportError } from '../../base/errors.ts'
import { oneAtATime } from '../../base/turns.ts'
import type { Recipe } from '../../contract/recipe.ts'
import type { StoredProject, TrainingRun } from '../../contract/training-project.ts'
import type { EngineTrainCall, TrainingNews, TrainingStep, TrainingStop } from '../../contract/training.ts'
import type { EngineLink } from '../engine-link.ts'
import type { SettingsStore } from '../settings.ts'
import type { ProjectStore } from './project-store.ts'
import { putAside, readSteps, recipeOfRun } from './run-folder.ts'
import { runnableRecipe, type RecipeParts } from './run-recipe.ts'
import {
  afterEnd,
  afterError,
  afterNews,
  afterRestart,
  canResume,
  isActive,
  newRun,
  stopped,
} from './run-state.ts'
import { runTelling, sampleUrl, type TellingParts } from './run-telling.ts'

export type TrainingRuns = {
  /** A run that was over before is put aside, not written over. */
  start(id: string): Promise<StoredProject>
  resume(id: string): Promise<StoredProject>
  /** Resolves when the engine was told; the project says when it has paused. */
  pause(id: string): Promise<void>
  /** Of a run that rests or waits, the step of its saved state, at once. */
  stopAndKeep(id: string): Promise<void>
  editSamples(id: string, samples: Recipe['samples']): Promise<StoredProject>
  log(id: string, after: number): Promise<TrainingStep[]>
  /** Resolves when nothing of it runs any more; what was learned stays. */
  rest(id: string): Promise<void>
  folder(id: string): string
  close(): Promise<void>
}

export type TrainingRunsOptions = RecipeParts &
  TellingParts & {
    store: ProjectStore
    engine: EngineLink
    settings: Pick<SettingsStore, 'get'>
    cacheFolder: string
    now(): Date
  }

type Turn = {
  readonly id: string
  readonly mode: EngineTrainCall['mode']
  stop: TrainingStop | null
  /** Whether there is a step to keep, made now or before. */
  stepped: boolean
  over: Promise<void>
}

/** A run that goes on when the program ends gets this long to save; later it resumes from its last saved state. */
const lastPatienceMs = 3_000

export function trainingRuns(options: TrainingRunsOptions): TrainingRuns {
  const { store, engine, settings, now } = options
  /** The one that runs, then those that wait. */
  let turns: Turn[] = []
  let current: Turn | null = null
  const inTurn = oneAtATime()
  /** Rests, and its files are being written. */
  const keeping = new Set<string>()
  let closed = false
  const telling = runTelling(options)
  for (const project of store.all())
    if (project.run !== null && isActive(project.run))
      // What cannot be written now is found in the same state next time.
      store.put({ ...project, run: afterRestart(project.run) }).catch(() => undefined)

  const folderOf = (id: string): string => join(store.folder(id), 'run')
  const turnOf = (id: string): Turn | undefined => turns.find((turn) => turn.id === id)

  function runOf(id: string): TrainingRun {
    const { run } = store.find(id)
    if (run !== null) return run
    throw new AppError('training/not-started')
  }

  /** Told at once, on the disk when it resolves. */
  async function keep(id: string, run: TrainingRun): Promise<StoredProject> {
    const project = { ...store.find(id), run }
    const kept = store.put(project)
    telling.turned(id)
    await kept
    return project
  }

  function note(turn: Turn, news: TrainingNews): void {
    const { id } = turn
    const { run, lasting } = afterNews(runOf(id), news, (step, prompt) => sampleUrl(id, step, prompt))
    const project = { ...store.find(id), run }
    // A project that cannot be written does no harm to its run; the next turn of events writes it again.
    if (lasting) store.put(project).catch(() => undefined)
    else store.remember(project)
    telling.news(id, news, run)
    if (news.type === 'step') turn.stepped = true
    // A stop that came before the engine had the run was not heard.
    sendStop(turn)
  }

  function sendStop({ id, stop, stepped }: Turn): void {
    if (stop === null || (stop === 'kept' && !stepped)) return
    // An engine that is gone has stopped.
    engine.calls.stopTraining(id, stop).catch(() => undefined)
  }

  async function callFor({ id, mode }: Turn): Promise<EngineTrainCall> {
    const project = store.find(id)
    const begun = mode === 'resume' ? await recipeOfRun(folderOf(id)) : null
    const { recipe, ...base } = await runnableRecipe(project, options)
    return {
      ...base,
      runId: id,
      // What was begun goes on as it was begun; only its samples may have changed.
      recipe: begun === null ? recipe : { ...begun, samples: recipe.samples },
      folder: folderOf(id),
      cacheFolder: options.cacheFolder,
      captions: { ...store.captions(id) },
      leftOut: project.leftOut,
      mode,
      device: settings.get().device,
    }
  }

  async function take(turn: Turn): Promise<void> {
    const { id } = turn
    // It was taken out of the line meanwhile.
    if (closed || !turns.includes(turn)) return
    current = turn
    const forget = engine.listen({
      training(runId, news) {
        if (runId === id) note(turn, news)
      },
    })
    try {
      await keep(id, { ...runOf(id), state: 'running', error: null })
      await engine.ready()
      const trained = await engine.calls.train(await callFor(turn))
      // It was asked to be kept while it was pausing.
      const result =
        turn.stop === 'kept' && trained.end === 'paused'
          ? await engine.calls.keepTraining(folderOf(id))
          : trained
      // Before the end is told: whoever hears of it may start the next one.
      leave(turn)
      await keep(id, afterEnd(runOf(id), result))
    } catch (error) {
      leave(turn)
      const fail = async (): Promise<unknown> => keep(id, afterError(runOf(id), reportError(error)))
      // What cannot be written now is found interrupted in the next program; one that was removed has nothing to tell.
      await fail().catch(() => undefined)
    } finally {
      forget()
    }
  }

  function leave(turn: Turn): void {
    turns = turns.filter((one) => one !== turn)
    if (current === turn) current = null
  }

  async function enter(id: string, run: TrainingRun, mode: Turn['mode']): Promise<StoredProject> {
    const turn: Turn = { id, mode, stop: null, stepped: run.savedStep !== null, over: Promise.resolve() }
    turns.push(turn)
    const kept = keep(id, { ...run, state: 'waiting', error: null })
    turn.over = inTurn(() =>
      kept.then(
        () => take(turn),
        () => leave(turn),
      ),
    )
    return kept
  }

  async function keepSaved(id: string): Promise<void> {
    if (keeping.has(id)) throw new AppError('training/already-running')
    keeping.add(id)
    try {
      await engine.ready()
      const result = await engine.calls.keepTraining(folderOf(id))
      await keep(id, { ...afterEnd(runOf(id), result), error: null })
    } finally {
      keeping.delete(id)
    }
  }

  async function pause(id: string): Promise<void> {
    const turn = turnOf(id)
    if (turn === undefined) return
    if (turn !== current) {
      turns = turns.filter((one) => one !== turn)
      await keep(id, stopped(runOf(id), 'paused'))
      return
    }
    turn.stop = 'paused'
    sendStop(turn)
  }

  return {
    async start(id) {
      const project = store.find(id)
      if (turnOf(id) !== undefined || keeping.has(id)) throw new AppError('training/already-running')
      // What cannot be run is said here, before anything is moved.
      const { recipe } = await runnableRecipe(project, options)
      await putAside(folderOf(id))
      return enter(id, newRun(now().toISOString(), recipe.steps ?? 0), 'start')
    },
    async resume(id) {
      const run = runOf(id)
      if (turnOf(id) !== undefined || keeping.has(id)) throw new AppError('training/already-running')
      if (!canResume(run)) throw new AppError('training/over')
      return enter(id, run, 'resume')
    },
    pause,
    async stopAndKeep(id) {
      const run = runOf(id)
      const turn = turnOf(id)
      if (turn === undefined && !canResume(run)) throw new AppError('training/over')
      if (turn === undefined || turn !== current) {
        if (run.savedStep === null) throw new AppError('training/nothing-to-keep')
        // It need not wait for the run before it.
        turns = turns.filter((one) => one !== turn)
        await keepSaved(id)
        return
      }
      turn.stop = 'kept'
      sendStop(turn)
    },
    async editSamples(id, samples) {
      const project = store.find(id)
      const changed = { ...project, recipe: { ...project.recipe, samples } }
      await store.put(changed)
      telling.turned(id)
      if (current?.id === id) await engine.calls.editSamples(id, samples)
      return store.find(id)
    },
    log: (id, after) => readSteps(folderOf(id), after),
    async rest(id) {
      const turn = turnOf(id)
      await pause(id)
      if (turn !== undefined && turn === current) await turn.over
    },
    folder: folderOf,
    async close() {
      closed = true
      telling.close()
      if (current === null) return
      current.stop = 'paused'
      sendStop(current)
      await Promise.race([
        current.over,
        new Promise((resolve) => setTimeout(resolve, lastPatienceMs).unref()),
      ])
    },
  }
}
