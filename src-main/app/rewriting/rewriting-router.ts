// The calls about files that are written anew from those of the library.
import { z } from 'zod'
import { rewriteWishSchema } from '../../contract/rewriting.ts'
import { procedure, router } from '../http/trpc.ts'

const idInput = z.object({ id: z.string().min(1).max(200) })

export const rewritingRouter = router({
  /** What it would come to. */
  plan: procedure.input(rewriteWishSchema).query(({ input, ctx }) => ctx.studio.rewritings.plan(input)),
  start: procedure.input(rewriteWishSchema).mutation(({ input, ctx }) => ctx.studio.rewritings.start(input)),
  /** One that was interrupted, planned anew. */
  again: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.rewritings.again(input.id)),
  cancel: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.rewritings.cancel(input.id)),
  dismiss: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.rewritings.dismiss(input.id)),
})
