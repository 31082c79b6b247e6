// The reviews of projects: the last one that was asked for, growing while its alternatives are measured.
import { invariant } from '../../base/errors.ts'
import type { ProjectReview } from '../../contract/training-project.ts'
import type { EngineMeasureCall } from '../../contract/training.ts'
import type { EngineLink } from '../engine-link.ts'
import { reviews } from './review.ts'

export type ReviewDesk = {
  /** Resolves with the first measure, or with what keeps the recipe from being run. */
  review(id: string): Promise<ProjectReview>
  /** Null where none was made since the project was changed. */
  of(id: string): ProjectReview | null
  /** It says nothing more, and what it has said is gone. */
  forget(id: string): void
  /** It says nothing more; what it has said stays. */
  stop(id: string): void
}

export type ReviewDeskOptions = {
  engine: EngineLink
  /** Errors: whatever keeps the recipe from being run. */
  callFor(id: string): Promise<EngineMeasureCall>
  onChange(id: string): void
  onFault(error: unknown): void
}

export function reviewDesk({ engine, callFor, onChange, onFault }: ReviewDeskOptions): ReviewDesk {
  const reviewed = new Map<string, ProjectReview>()
  /** The last one that was asked for; an older one says nothing more. */
  const asked = new Map<string, symbol>()

  function forget(id: string): void {
    reviewed.delete(id)
    asked.delete(id)
  }

  return {
    forget,
    of: (id) => reviewed.get(id) ?? null,
    stop: (id) => void asked.delete(id),
    async review(id) {
      const mine = Symbol(id)
      forget(id)
      asked.set(id, mine)
      const course = reviews({
        call: () => callFor(id),
        async measure(call) {
          await engine.ready()
          return engine.calls.measureTraining(call)
        },
      })
      const first = await course.next()
      invariant(!first.done, 'measuring tells at least one result')
      const note = (review: ProjectReview): boolean => {
        if (asked.get(id) !== mine) return false
        reviewed.set(id, review)
        onChange(id)
        return true
      }
      if (note(first.value)) follow(course, note).catch(onFault)
      return first.value
    },
  }
}

/** What fails after the first measure has been told already is left out of the review. */
async function follow(
  course: AsyncGenerator<ProjectReview, void>,
  note: (review: ProjectReview) => boolean,
): Promise<void> {
  for await (const review of course) if (!note(review)) return
}
