// The calls about previews in idle time; what they are to be is a setting.
import { z } from 'zod'
import { procedure, router } from '../http/trpc.ts'

export const idleRouter = router({
  report: procedure.query(({ ctx: { studio } }) => {
    // Before it is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, ...studio.idlePreviews.report() }
  }),
  pause: procedure
    .input(z.object({ isPaused: z.boolean() }))
    .mutation(({ input, ctx }) => ctx.studio.idlePreviews.pause(input.isPaused)),
  /** What failed once more. */
  retry: procedure.mutation(({ ctx }) => ctx.studio.idlePreviews.retry()),
  clear: procedure.mutation(({ ctx }) => ctx.studio.idlePreviews.clear()),
  /** Somebody types, clicks or moves in a page. */
  used: procedure.mutation(({ ctx }) => ctx.studio.attention.note()),
})
