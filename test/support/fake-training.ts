// Training in memory for the interface: projects are kept in variables, a pretended run goes on by a timer.
import type { StudioEvent } from '../../src-main/contract/studio.ts'
import { recipePresets } from '../../src-main/contract/recipe-presets.ts'
import {
  trainingSummary,
  type ProjectEdit,
  type ProjectPictures,
  type ProjectReview,
  type TrainingProject,
  type TrainingRun,
  type TrainingSummary,
} from '../../src-main/contract/training-project.ts'
import { remark } from '../../src-main/messages/table.ts'
import type { TrainingMeasure, TrainingStep } from '../../src-main/contract/training.ts'
import type { Handlers } from './fake-calls.ts'
import { pretendRun, pretendStep } from './pretend-run.ts'

export type FakeTrainingOptions = {
  projects?: TrainingProject[]
  /** Of every project that has a folder. */
  pictures?: Omit<ProjectPictures, 'folder'>
  stepMs: number
  emit(event: StudioEvent): void
  /** Place of the newest event. */
  at(): string
  draw(prompt: string, share: number): string
}

export type FakeTraining = {
  handlers: NonNullable<Handlers['training']>
  summaries(): TrainingSummary[]
}

const noPictures: Omit<ProjectPictures, 'folder'> = {
  pictures: [],
  leftOut: [],
  captionProblems: [],
  buckets: [],
}

export const pretendMeasure: TrainingMeasure = {
  secondsPerStep: 0.31,
  setupSeconds: 6,
  memoryBytes: 0.9 * 1024 ** 3,
  parameters: 797_184,
  fileBytes: 1_600_000,
  steps: 800,
  pictures: 17,
  heldOut: 0,
  timesSeen: 47,
}

export function fakeTraining(options: FakeTrainingOptions): FakeTraining {
  const { emit, stepMs } = options
  let projects = [...(options.projects ?? [])]
  const trash = new Map<string, TrainingProject>()
  const captions = new Map<string, Map<string, string>>()
  let count = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function find(id: string): TrainingProject {
    const found = projects.find((project) => project.id === id)
    if (found === undefined) throw new Error(`no project ${id}`)
    return found
  }
  function change(id: string, part: Partial<TrainingProject>): TrainingProject {
    const project = { ...find(id), ...part }
    projects = projects.map((known) => (known.id === id ? project : known))
    emit({ type: 'training', project })
    return project
  }
  function editProject(id: string, edit: ProjectEdit): TrainingProject {
    const said = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
    return change(id, { ...said, ...(edit.recipe ? { review: null } : {}) })
  }
  function setCaptions(id: string, changed: Record<string, string | null>): Record<string, string | null> {
    const own = captions.get(id) ?? new Map<string, string>()
    captions.set(id, own)
    const before = Object.keys(changed).map((path) => [path, own.get(path) ?? null] as const)
    for (const [path, caption] of Object.entries(changed))
      if (caption === null) own.delete(path)
      else own.set(path, caption)
    return Object.fromEntries(before)
  }
  function changeRun(id: string, part: Partial<TrainingRun>): TrainingProject {
    const { run } = find(id)
    return run === null ? find(id) : change(id, { run: { ...run, ...part } })
  }

  /** One at a time, the oldest that waits first. */
  function runNext(): void {
    if (timer !== undefined) return
    const open = projects.find(({ run }) => run?.state === 'running') ?? waiting()
    if (open === undefined) return
    timer = setTimeout(() => {
      timer = undefined
      const { run } = projects.find(({ id }) => id === open.id) ?? { run: null }
      if (run?.state === 'waiting' || run?.state === 'running') step(open.id, run.step + 1)
      runNext()
    }, stepMs)
  }
  function waiting(): TrainingProject | undefined {
    return projects
      .filter(({ run }) => run?.state === 'waiting')
      .sort((a, b) => a.run!.startedAt.localeCompare(b.run!.startedAt))[0]
  }
  function step(id: string, at: number): void {
    const { recipe, run } = find(id)
    const every = recipe.save?.every ?? recipe.samples?.every
    const { draw } = options
    const next = pretendRun(at, { steps: stepsOf(id), draw, ...(every ? { every } : {}) })
    const after = { ...next, startedAt: run?.startedAt ?? next.startedAt }
    // A turn of the run is told with the whole project, what goes on in it piece by piece.
    if (run?.state !== after.state) change(id, { run: after })
    else goOn(id, run, after)
  }
  function goOn(id: string, before: TrainingRun, run: TrainingRun): void {
    projects = projects.map((known) => (known.id === id ? { ...known, run } : known))
    const { step: at, steps, epoch, last, progress, secondsLeft, savedStep } = run
    emit({
      type: 'training-place',
      id,
      place: { step: at, steps, epoch, last, progress, secondsLeft, savedStep },
    })
    for (const file of run.files.filter(({ path }) => !before.files.some((known) => known.path === path)))
      emit({ type: 'training-file', id, file })
    for (const sample of run.samples.filter(({ url }) => !before.samples.some((known) => known.url === url)))
      emit({ type: 'training-sample', id, sample })
  }
  const stepsOf = (id: string): number => find(id).recipe.steps ?? 100

  const handlers: NonNullable<Handlers['training']> = {
    projects: () => projects,
    project: ({ id }) => ({ at: options.at(), project: find(id) }),
    create({ preset, name }) {
      const { data = {}, ...recipe } = preset === null ? {} : recipePresets[preset].recipe
      const now = new Date(Date.UTC(2026, 0, 1) + ++count).toISOString()
      const project: TrainingProject = {
        id: `project-${count}`,
        name,
        preset,
        place: 'learn',
        recipe: { ...recipe, base: 'emoji', data: { width: 128, height: 128, ...data, folder: null } },
        leftOut: [],
        createdAt: now,
        editedAt: now,
        run: null,
        review: null,
        tagging: null,
      }
      projects = [project, ...projects]
      emit({ type: 'training', project })
      return project
    },
    edit: ({ id, edit }) => editProject(id, edit as ProjectEdit),
    remove({ id }) {
      trash.set(id, find(id))
      projects = projects.filter((project) => project.id !== id)
      emit({ type: 'training-removed', id })
    },
    restore({ id }) {
      const project = trash.get(id)
      if (project === undefined) throw new Error(`no project ${id} in the trash`)
      projects = [project, ...projects].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
      emit({ type: 'training', project })
      return project
    },
    pictures({ id }) {
      const { recipe, leftOut } = find(id)
      const { folder } = recipe.data
      if (folder === null) throw new Error('no folder')
      const own = captions.get(id)
      const all = options.pictures ?? noPictures
      const byHand = new Set(leftOut)
      const out = all.pictures.filter(({ path }) => byHand.has(path))
      return {
        ...all,
        folder,
        pictures: all.pictures
          .filter(({ path }) => !byHand.has(path))
          .map((picture) => ({ ...picture, caption: own?.get(picture.path) ?? picture.captionOnDisk })),
        leftOut: [
          ...all.leftOut,
          ...out.map(({ path, name, thumbnailUrl }) => ({
            path,
            name,
            thumbnailUrl,
            reason: 'by-hand',
            why: remark('dataset/by-hand'),
          })),
        ],
      }
    },
    useUploads({ id }) {
      const { recipe } = find(id)
      return change(id, {
        recipe: { ...recipe, data: { ...recipe.data, folder: `/projects/${id}/pictures` } },
      })
    },
    setCaptions: (call) => setCaptions(call.id, call.captions),
    writeCaptions({ id, paths }) {
      const own = [...(captions.get(id)?.keys() ?? [])]
      return { written: own.filter((path) => paths?.includes(path) ?? true).length }
    },
    taggers: () => [],
    grid: () => null,
    keepGridPicture: () => undefined,
    review({ id }) {
      const { base, data } = find(id).recipe
      const memoryTotal = 16 * 1024 ** 3
      const problem =
        base === null
          ? remark('training/no-base')
          : data.folder === null
            ? remark('training/no-folder')
            : null
      const steps = stepsOf(id)
      const measure = { ...pretendMeasure, steps }
      const half = { ...measure, steps: Math.ceil(steps / 2), timesSeen: measure.timesSeen / 2 }
      const review: ProjectReview = {
        measure: problem === null ? measure : null,
        problem,
        memoryTotal,
        alternatives:
          problem === null
            ? [
                { key: 'half-steps', changes: { steps: half.steps, epochs: null }, measure: half },
                { key: 'rank-half', changes: { 'adapter.rank': 8, 'adapter.alpha': 4 }, measure: null },
              ]
            : [],
      }
      change(id, { review })
      if (problem === null)
        setTimeout(() => {
          if (find(id).review !== review) return
          const measured = {
            ...measure,
            parameters: measure.parameters / 2,
            fileBytes: measure.fileBytes / 2,
          }
          const alternatives = review.alternatives.map((one) => ({
            ...one,
            measure: one.measure ?? measured,
          }))
          change(id, { review: { ...review, alternatives } })
        }, stepMs)
      return review
    },
    start({ id }) {
      const { draw } = options
      const startedAt = new Date(Date.UTC(2026, 0, 1) + ++count).toISOString()
      const run = { ...pretendRun(0, { steps: stepsOf(id), draw }), startedAt, state: 'waiting' as const }
      const project = change(id, { run: { ...run, samples: [] } })
      runNext()
      return project
    },
    pause({ id }) {
      changeRun(id, { state: 'paused', progress: null, secondsLeft: null })
    },
    resume({ id }) {
      const project = changeRun(id, { state: 'waiting' })
      runNext()
      return project
    },
    stopAndKeep({ id }) {
      changeRun(id, { state: 'kept', progress: null, secondsLeft: null })
    },
    editSamples({ id, samples }) {
      const { recipe } = find(id)
      return change(id, { recipe: { ...recipe, samples } })
    },
    log({ id, after }) {
      const { run } = find(id)
      const all = Array.from({ length: run?.step ?? 0 }, (_, at): TrainingStep => {
        return pretendStep(at + 1, run!.steps)
      })
      return all.slice(after)
    },
  }
  return { handlers, summaries: () => projects.map(trainingSummary) }
}
