// The calls about what sites know of the library.
import {
  askSitesSchema,
  fetchPicturesSchema,
  forgetFactsSchema,
  siteIdSchema,
  sitePlanSchema,
} from '../../contract/site-facts.ts'
import { procedure, router } from '../http/trpc.ts'

export const factsRouter = router({
  of: procedure.input(siteIdSchema).query(({ input, ctx }) => ctx.studio.siteFacts.of(input.id)),
  /** What would be sent; nothing is. */
  plan: procedure.input(sitePlanSchema).query(({ input, ctx }) => ctx.studio.siteFacts.plan(input.ids)),
  /** Goes on in the background as a transfer does. */
  ask: procedure.input(askSitesSchema).mutation(({ input, ctx }) => ctx.studio.siteFacts.ask(input)),
  fetchPictures: procedure
    .input(fetchPicturesSchema)
    .mutation(({ input, ctx }) => ctx.studio.siteFacts.fetchPictures(input.id, input.site)),
  forget: procedure
    .input(forgetFactsSchema)
    .mutation(({ input, ctx }) => ctx.studio.siteFacts.forget(input.ids)),
  /** By what `forget` has answered. */
  recall: procedure.input(siteIdSchema).mutation(({ input, ctx }) => ctx.studio.siteFacts.recall(input.id)),
})
