// The calls that mute the adapters of a picture one by one.
import { z } from 'zod'
import { mostEntries } from '../../contract/adapter.ts'
import { mutedPictureSchema } from '../../contract/muting.ts'
import { procedure, router } from '../http/trpc.ts'

const idInput = z.object({ id: z.string().min(1).max(200) })

export const mutingRouter = router({
  start: procedure
    .input(mutedPictureSchema)
    .mutation(({ input, ctx }) => ctx.studio.mutings.start(input.pictureId)),
  newest: procedure.query(({ ctx: { studio } }) => {
    // Before it is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, muting: studio.mutings.newest() }
  }),
  pause: procedure
    .input(idInput.extend({ isPaused: z.boolean() }))
    .mutation(({ input, ctx }) => ctx.studio.mutings.pause(input.id, input.isPaused)),
  cancel: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.mutings.cancel(input.id)),
  retry: procedure
    .input(idInput.extend({ cell: z.number().int().min(0).max(mostEntries) }))
    .mutation(({ input, ctx }) => ctx.studio.mutings.retry(input.id, input.cell)),
  dismiss: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.mutings.dismiss(input.id)),
})
