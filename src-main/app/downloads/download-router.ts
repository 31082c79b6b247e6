// The calls about what is brought from the web.
import { z } from 'zod'
import { addressSchema, downloadWishSchema, tokenSchema } from '../../contract/download.ts'
import { procedure, router } from '../http/trpc.ts'

const idInput = z.object({ id: z.uuid() })

export const downloadRouter = router({
  list: procedure.query(({ ctx: { studio } }) => {
    return { at: studio.events.position(), downloads: studio.downloads.list() }
  }),
  places: procedure.query(({ ctx }) => ctx.studio.downloads.places()),
  /** Asks the site what an address names. */
  look: procedure
    .input(z.object({ address: addressSchema }))
    .mutation(({ input, ctx }) => ctx.studio.downloads.look(input.address)),
  start: procedure.input(downloadWishSchema).mutation(({ input, ctx }) => ctx.studio.downloads.start(input)),
  pause: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.downloads.pause(input.id)),
  resume: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.downloads.resume(input.id)),
  remove: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.downloads.remove(input.id)),
  /** One that was removed since the host began. */
  restore: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.downloads.restore(input.id)),
  tokens: procedure.query(({ ctx }) => ctx.studio.tokens.list()),
  setToken: procedure
    .input(tokenSchema)
    .mutation(({ input, ctx }) => ctx.studio.tokens.set(input.site, input.token)),
  removeToken: procedure
    .input(tokenSchema.pick({ site: true }))
    .mutation(({ input, ctx }) => ctx.studio.tokens.remove(input.site)),
})
