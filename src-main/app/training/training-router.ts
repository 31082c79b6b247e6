// The calls about training.
import { z } from 'zod'
import { presetNames } from '../../contract/recipe-presets.ts'
import { recipeSamplesSchema } from '../../contract/recipe-output.ts'
import { recipeDraftSchema } from '../../contract/stored-training.ts'
import {
  captionsSchema,
  gridPictureSchema,
  picturePathsSchema,
  projectEditSchema,
  projectNameSchema,
  tagCallSchema,
  type ProjectEdit,
  type RecipeDraft,
} from '../../contract/training-project.ts'
import { fault } from '../../contract/faults.ts'
import { notesSchema } from '../../contract/library.ts'
import { procedure, router } from '../http/trpc.ts'

const id = z.uuid()
const idInput = z.object({ id })

const editInput = idInput.extend({
  edit: projectEditSchema.extend({
    recipe: z
      .custom<RecipeDraft>((value) => recipeDraftSchema.safeParse(value).success, fault('value/form'))
      .optional(),
  }),
})

export const trainingRouter = router({
  /** As new as `at`: later events go on from there. */
  project: procedure.input(idInput).query(({ input, ctx: { studio } }) => ({
    at: studio.events.position(),
    project: studio.training.project(input.id),
  })),
  projects: procedure.query(({ ctx }) => ctx.studio.training.projects()),
  create: procedure
    .input(z.object({ preset: z.enum(presetNames).nullable(), name: projectNameSchema }))
    .mutation(({ input, ctx }) => ctx.studio.training.create(input.preset, input.name)),
  edit: procedure
    .input(editInput)
    .mutation(({ input, ctx }) => ctx.studio.training.edit(input.id, input.edit as ProjectEdit)),
  remove: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.remove(input.id)),
  restore: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.restore(input.id)),

  pictures: procedure.input(idInput).query(({ input, ctx }) => ctx.studio.training.pictures(input.id)),
  useUploads: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.useUploads(input.id)),
  setCaptions: procedure
    .input(idInput.extend({ captions: captionsSchema }))
    .mutation(({ input, ctx }) => ctx.studio.training.setCaptions(input.id, input.captions)),
  writeCaptions: procedure
    .input(idInput.extend({ paths: picturePathsSchema.nullable() }))
    .mutation(({ input, ctx }) => ctx.studio.training.writeCaptions(input.id, input.paths)),
  taggers: procedure.query(({ ctx }) => ctx.studio.training.taggers()),
  tag: procedure
    .input(idInput.extend(tagCallSchema.shape))
    .mutation(({ input: { id: project, ...wish }, ctx }) => ctx.studio.training.tag(project, wish)),

  review: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.review(input.id)),
  start: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.start(input.id)),
  pause: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.pause(input.id)),
  resume: procedure.input(idInput).mutation(({ input, ctx }) => ctx.studio.training.resume(input.id)),
  stopAndKeep: procedure
    .input(idInput)
    .mutation(({ input, ctx }) => ctx.studio.training.stopAndKeep(input.id)),
  editSamples: procedure
    .input(idInput.extend({ samples: recipeSamplesSchema }))
    .mutation(({ input, ctx }) => ctx.studio.training.editSamples(input.id, input.samples)),
  grid: procedure.input(idInput).query(({ input, ctx }) => ctx.studio.training.grid(input.id)),
  keepGridPicture: procedure
    .input(idInput.extend(gridPictureSchema.shape))
    .mutation(({ input: { id: project, ...picture }, ctx }) =>
      ctx.studio.training.keepGridPicture(project, picture),
    ),
  log: procedure
    .input(idInput.extend({ after: z.number().int().min(0) }))
    .query(({ input, ctx }) => ctx.studio.training.log(input.id, input.after)),
  addToLibrary: procedure
    .input(idInput.extend({ step: z.number().int().min(0), notes: notesSchema }))
    .mutation(({ input, ctx }) => ctx.studio.training.addToLibrary(input.id, input.step, input.notes)),
  importRecipe: procedure
    .input(z.object({ fileName: z.string().max(4096), text: z.string().max(4_000_000) }))
    .mutation(({ input, ctx }) => ctx.studio.training.importRecipe(input.text)),
})
