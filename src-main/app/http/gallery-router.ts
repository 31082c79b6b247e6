// The calls that look at the gallery: how its pictures lie, the pictures themselves, and what they were made with.
import { galleryPageSchema, galleryStretchSchema, galleryWishSchema } from '../../contract/gallery.ts'
import { replayedSchema, replaySchema } from '../../contract/replay.ts'
import { procedure, router } from './trpc.ts'

export const galleryRouter = router({
  layout: procedure.input(galleryWishSchema).query(async ({ input, ctx: { studio } }) => {
    // Before anything is read: what changes meanwhile is told after this place.
    const at = studio.events.position()
    return { at, ...(await studio.gallery.layout(input)) }
  }),
  page: procedure.input(galleryPageSchema).query(async ({ input, ctx: { studio } }) => {
    const at = studio.events.position()
    return { at, ...(await studio.gallery.page(input)) }
  }),
  /** For a selection that reaches over pages nobody has looked at. */
  ids: procedure.input(galleryStretchSchema).query(({ input, ctx }) => ctx.studio.gallery.ids(input)),
  counts: procedure.query(({ ctx }) => ctx.studio.gallery.counts()),
  /** Makes a kept picture again, as a draft. */
  replay: procedure.input(replaySchema).mutation(({ input, ctx }) => ctx.studio.replays.start(input.id)),
  /** What came of that, once the draft is done. */
  replayed: procedure
    .input(replayedSchema)
    .query(({ input, ctx }) => ctx.studio.replays.verdict(input.id, input.draftId)),
})
