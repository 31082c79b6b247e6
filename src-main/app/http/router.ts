// Every call the renderer can make. Zod checks what comes in; errors leave as reports.
import { tracked } from '@trpc/server'
import { z } from 'zod'
import { stackSchema } from '../../contract/adapter.ts'
import { alikeSchema, conflictsSchema } from '../../contract/effects.ts'
import { selectionSchema } from '../../contract/find.ts'
import { emptyTrashSchema } from '../../contract/trash.ts'
import { renameDoSchema, renamePreviewSchema } from '../../contract/rename.ts'
import {
  deviceNames,
  generationRequestSchema,
  profiles,
  type GenerationRequest,
} from '../../contract/generation.ts'
import {
  adapterEditSchema,
  adapterKeysSchema,
  adapterSearchSchema,
  draftRequestSchema,
  savedStackSchema,
} from '../../contract/library.ts'
import { weightMarksSchema } from '../../contract/weight-mark.ts'
import { mostPastedLength } from '../../contract/picture-settings.ts'
import { shownFileSchema } from '../../contract/shown-file.ts'
import { settingsSchema } from '../../contract/studio.ts'
import { workspaceChangeSchema } from '../../contract/workspace-fields.ts'
import { checkPattern } from '../../gallery/file-names.ts'
import { idleRouter } from '../idle/idle-router.ts'
import { downloadRouter } from '../downloads/download-router.ts'
import { factsRouter } from '../facts/facts-router.ts'
import { recogniseFile } from '../library/recognise-file.ts'
import { acceptStack } from '../library/stack-of-request.ts'
import { snapshotOf } from '../snapshot.ts'
import type { Studio } from '../studio.ts'
import { rewritingRouter } from '../rewriting/rewriting-router.ts'
import { trainingRouter } from '../training/training-router.ts'
import { findRouter } from './find-router.ts'
import { galleryRouter } from './gallery-router.ts'
import { trialRouter } from './trial-router.ts'
import { mutingRouter } from '../muting/muting-router.ts'
import { procedure, router } from './trpc.ts'

const jobInput = z.object({ jobId: z.string().min(1) })
const idInput = z.object({ id: z.string().min(1) })

export const appRouter = router({
  studio: router({
    snapshot: procedure.query(({ ctx }) => snapshotOf(ctx.studio)),
    /** Of a catalog that was found damaged; begins when this is answered. */
    startAgain: procedure.mutation(({ ctx }) => ctx.studio.keeper.startAgain()),
    /** What was told of the catalog has been read. */
    dismissCatalog: procedure.mutation(({ ctx }) => ctx.studio.keeper.dismiss()),
  }),

  generation: router({
    submit: procedure.input(generationRequestSchema).mutation(({ input, ctx: { studio } }) => {
      const { request, used } = accept(studio, input)
      const job = studio.jobs.submit(request)
      // It is queued: what cannot be noted besides takes nothing away from that.
      studio.storage.attempt(() => studio.memory.remember(request))
      studio.storage.attempt(() => studio.adapters.used(used))
      studio.storage.attempt(() =>
        studio.models.used([request.model, ...(request.vae === null ? [] : [request.vae])]),
      )
      return job
    }),
    steer: procedure
      .input(jobInput.extend({ stack: stackSchema }))
      .mutation(async ({ input: { jobId, stack }, ctx: { studio } }) => {
        return (await studio.jobs.steer(jobId, stack)) || studio.drafts.steer(jobId, stack)
      }),
    cancel: procedure.input(jobInput).mutation(({ input, ctx }) => ctx.studio.jobs.cancel(input.jobId)),
    stopAndKeep: procedure
      .input(jobInput)
      .mutation(({ input, ctx }) => ctx.studio.jobs.stopAndKeep(input.jobId)),
    reorder: procedure
      .input(z.object({ order: z.array(z.string()).max(10_000) }))
      .mutation(({ input, ctx }) => ctx.studio.jobs.reorder(input.order)),
    retry: procedure.input(jobInput).mutation(({ input, ctx }) => ctx.studio.jobs.retry(input.jobId)),
    dismiss: procedure.input(jobInput).mutation(({ input, ctx }) => ctx.studio.jobs.dismiss(input.jobId)),
  }),

  drafts: router({
    start: procedure.input(draftRequestSchema).mutation(({ input, ctx: { studio } }) => {
      const requests = input.requests.map((request) => accept(studio, request).request)
      return studio.drafts.start({ ...input, requests })
    }),
    cancel: procedure
      .input(draftRequestSchema.pick({ lane: true }))
      .mutation(({ input, ctx }) => ctx.studio.drafts.cancel(input.lane)),
    keep: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.drafts.keep(input.id)),
  }),

  adapters: router({
    search: procedure.input(adapterSearchSchema).query(async ({ input, ctx: { studio } }) => {
      // Before anything is read: what changes meanwhile is told after this place, whether it is in the answer or not.
      const at = studio.events.position()
      return { at, ...(await studio.adapters.search(input)) }
    }),
    lookup: procedure.input(adapterKeysSchema).query(({ input, ctx: { studio } }) => {
      return { at: studio.events.position(), ...studio.adapters.lookup(input) }
    }),
    edit: procedure
      .input(idInput.extend({ edit: adapterEditSchema }))
      .mutation(({ input, ctx }) => ctx.studio.adapters.edit(input.id, input.edit)),
    /** What each of them would do to the model; those that were not found out before are read now. */
    proofs: procedure
      .input(z.object({ model: z.string().min(1), ids: adapterKeysSchema.shape.ids }))
      .query(({ input, ctx }) => ctx.studio.adapters.proofs(input.model, input.ids)),
  }),

  downloads: downloadRouter,
  facts: factsRouter,

  find: findRouter,

  gallery: galleryRouter,

  stacks: router({
    list: procedure.query(({ ctx }) => ctx.studio.stacks.list()),
    save: procedure.input(savedStackSchema).mutation(({ input, ctx }) => ctx.studio.stacks.save(input)),
    remove: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.stacks.remove(input.id)),
    /** What the adapters of a stack do to each other, pair by pair and block by block. */
    conflicts: procedure
      .input(conflictsSchema)
      .query(({ input, ctx }) => ctx.studio.effects.conflicts(input.stack)),
    /** Where sliders mark weights of adapters on the model, as far as it is known; the rest is measured. */
    weightMarks: procedure
      .input(weightMarksSchema)
      .query(({ input, ctx }) => ctx.studio.weightMarks.of(input)),
  }),

  training: trainingRouter,

  trials: trialRouter,
  idle: idleRouter,
  muting: mutingRouter,
  rewriting: rewritingRouter,

  library: router({
    /** Answers when everything new is known, with how many models there are. */
    rescan: procedure.mutation(async ({ ctx: { studio } }) => {
      await studio.library.rescan()
      return { models: studio.models.list().filter(({ missing }) => !missing).length }
    }),
    /** What a file is that the page holds, if it is one of the model folders. */
    recognise: procedure
      .input(shownFileSchema)
      .mutation(({ input, ctx }) => recogniseFile(input, ctx.studio)),
    trash: procedure
      .input(z.object({ ids: selectionSchema.shape.ids.min(1) }))
      .mutation(({ input, ctx }) => ctx.studio.files.trash(input.ids)),
    /** What a template would call these files, and what stands against it. */
    previewNames: procedure
      .input(renamePreviewSchema)
      .query(({ input, ctx }) => ctx.studio.renaming.preview(input)),
    rename: procedure.input(renameDoSchema).mutation(({ input, ctx }) => ctx.studio.renaming.carryOut(input)),
    /** What lies in the trash, volume by volume. */
    trashed: procedure.query(({ ctx }) => ctx.studio.emptying.list()),
    emptyTrash: procedure
      .input(emptyTrashSchema)
      .mutation(({ input: { operations, isForGood }, ctx: { studio } }) =>
        isForGood ? studio.emptying.discard(operations) : studio.emptying.handOver(operations),
      ),
    /** What was done with files, done last first. */
    operations: procedure
      .input(z.object({ before: z.string().nullable().optional(), limit: z.number().int().min(1).max(1000) }))
      .query(({ input, ctx }) => ctx.studio.moves.list(input.before ?? null, input.limit)),
    undo: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.moves.undo(input.id)),
    redo: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.moves.redo(input.id)),
    /** Ends the look that is under way. */
    endScan: procedure.mutation(({ ctx }) => ctx.studio.library.end()),
    pauseHashing: procedure
      .input(z.object({ isPaused: z.boolean() }))
      .mutation(({ input, ctx }) => ctx.studio.hashing.pause(input.isPaused)),
    /** Adapters that do the same, as far as they have been compared. */
    duplicates: procedure.query(({ ctx }) => ctx.studio.effects.groups()),
    /** The library by how much it does what this one does. */
    alike: procedure
      .input(alikeSchema)
      .query(({ input, ctx }) => ctx.studio.effects.alike(input.id, input.limit)),
    pauseComparing: procedure
      .input(z.object({ isPaused: z.boolean() }))
      .mutation(({ input, ctx }) => ctx.studio.effects.pause(input.isPaused)),
  }),

  models: router({
    list: procedure.query(({ ctx }) => ctx.studio.models.list()),
    /** All that lies in the library and is not an adapter. */
    files: procedure.query(({ ctx }) => ctx.studio.modelFiles()),
    /** Answers what it was last used with. A picture will want its hash. */
    choose: procedure.input(idInput).mutation(({ input, ctx: { studio } }) => {
      studio.background(studio.models.hash(input.id, 0))
      return studio.memory.get(input.id)
    }),
  }),

  pictures: router({
    list: procedure
      .input(z.object({ before: z.string().nullable().optional(), limit: z.number().int().min(1).max(1000) }))
      .query(({ input, ctx }) => ctx.studio.pictures.list(input.before ?? null, input.limit)),
    trash: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.pictures.trash(input.id)),
    restore: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.pictures.restore(input.id)),
    favourite: procedure
      .input(idInput.extend({ favourite: z.boolean() }))
      .mutation(({ input, ctx }) => ctx.studio.pictures.setFavourite(input.id, input.favourite)),
  }),

  settings: router({
    get: procedure.query(({ ctx }) => ctx.studio.settings.get()),
    set: procedure.input(settingsSchema.partial()).mutation(async ({ input, ctx: { studio } }) => {
      if (input.picturePattern !== undefined) checkPattern(input.picturePattern)
      const settings = await studio.settings.set(input)
      if (input.modelFolders !== undefined) {
        studio.library.lookSoon()
      }
      return settings
    }),
  }),

  layouts: router({
    /** Folders of other programs at likely places, which are not known yet. */
    offers: procedure.query(({ ctx }) => ctx.studio.layouts.offers()),
    /** Which program's folder it is, with what it holds; null for any other. */
    recognise: procedure
      .input(z.object({ folder: z.string().min(1).max(4096) }))
      .query(({ input, ctx }) => ctx.studio.layouts.recognise(input.folder)),
  }),

  workspace: router({
    save: procedure
      .input(workspaceChangeSchema)
      .mutation(({ input, ctx }) => ctx.studio.workspace.save(input)),
  }),

  devices: router({
    list: procedure.query(({ ctx }) => ctx.studio.devices.known()),
    check: procedure
      .input(z.object({ name: z.enum(deviceNames).exclude(['auto']) }))
      .mutation(({ input, ctx }) => ctx.studio.devices.check(input.name)),
  }),

  prompt: router({
    count: procedure
      .input(z.object({ text: z.string(), profile: z.enum(profiles).default('a1111') }))
      .query(({ input, ctx }) => ctx.studio.countPrompt(input.text, input.profile)),
    /** What a pasted text says of how a picture was made; null for words alone. */
    pastedSettings: procedure
      .input(z.object({ text: z.string().max(mostPastedLength) }))
      .query(({ input, ctx }) => ctx.studio.pastedSettings(input.text)),
  }),

  diagnostics: router({
    log: procedure.query(({ ctx }) => ctx.studio.log.entries()),
  }),

  events: procedure
    .input(z.object({ lastEventId: z.string().max(200).nullish() }).optional())
    .subscription(async function* ({ input, ctx, signal }) {
      const events = ctx.studio.events.subscribe(signal, input?.lastEventId)
      for await (const { id, event } of events) yield tracked(id, event)
    }),
})

/** The request with its stack ready to be queued. Throws what is wrong with its models and adapters. */
function accept(studio: Studio, request: GenerationRequest): ReturnType<typeof acceptStack> {
  studio.models.usable(request.model)
  if (request.vae !== null) studio.models.usable(request.vae)
  return acceptStack(request, studio.adapters)
}

export type AppRouter = typeof appRouter
