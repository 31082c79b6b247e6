// What a person should know of a run and that does not stop it; each thing is said once.
import type { TrainingNews, TrainingNotice } from '../../../contract/training.ts'

export type Notices = {
  add(notice: TrainingNotice): void
  /** What has come since it was last asked. */
  news(): TrainingNews[]
  readonly all: readonly TrainingNotice[]
}

export function createNotices(): Notices {
  const all: TrainingNotice[] = []
  let told = 0
  return {
    add(notice) {
      const known = all.some(
        (one) =>
          one.code === notice.code &&
          one.path === notice.path &&
          (one.path !== undefined || JSON.stringify(one) === JSON.stringify(notice)),
      )
      if (!known) all.push(notice)
    },
    news() {
      const fresh = all.slice(told)
      told = all.length
      return fresh.map((notice) => ({ type: 'notice', notice }))
    },
    all,
  }
}
