// Which files of the library a picture or a training is being made with at this moment: they stay where they are until it is
// done.
import type { JobSummary } from '../../contract/studio.ts'
import type { TrainingSummary } from '../../contract/training-project.ts'

export function idsInUse(jobs: readonly JobSummary[], trainings: readonly TrainingSummary[]): Set<string> {
  const requests = jobs.flatMap(({ state, request }) =>
    state === 'running' && request !== null ? [request] : [],
  )
  const bases = trainings.flatMap(({ base, run }) =>
    run?.state === 'running' && base !== null ? [base] : [],
  )
  const used = requests.flatMap(({ model, vae, stack }) => [
    model,
    ...(vae === null ? [] : [vae]),
    ...stack.map(({ adapter }) => adapter),
  ])
  return new Set([...bases, ...used])
}
