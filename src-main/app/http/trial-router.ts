// The calls that try adapters one by one.
import { z } from 'zod'
import { mostTried, trialWishSchema } from '../../contract/trial.ts'
import { procedure, router } from './trpc.ts'

const idInput = z.object({ id: z.string().min(1).max(200) })

export const trialRouter = router({
  /** Answers when it is known which of them can be tried. */
  start: procedure.input(trialWishSchema).mutation(({ input, ctx }) => ctx.studio.trials.start(input)),
  newest: procedure.query(({ ctx: { studio } }) => {
    // Before it is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, trial: studio.trials.newest() }
  }),
  pause: procedure
    .input(idInput.extend({ isPaused: z.boolean() }))
    .mutation(({ input, ctx }) => ctx.studio.trials.pause(input.id, input.isPaused)),
  cancel: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.trials.cancel(input.id)),
  retry: procedure
    .input(idInput.extend({ cell: z.number().int().min(0).max(mostTried) }))
    .mutation(({ input, ctx }) => ctx.studio.trials.retry(input.id, input.cell)),
  dismiss: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.trials.dismiss(input.id)),
})
