// The renderer's table of calls against the router's own types and names.
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { expect, test } from 'vitest'
import { appRouter, type AppRouter } from '../../../src-main/app/http/router.ts'
import type { Mutations, Queries } from '../../../src-renderer/backend/calls.ts'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>
type At<Tree, Name extends string> = Name extends `${infer Area}.${infer Call}`
  ? Area extends keyof Tree
    ? Call extends keyof Tree[Area]
      ? Tree[Area][Call]
      : never
    : never
  : never

type Calls = Queries & Mutations
/** `true` where what the renderer sends is accepted and what it expects is returned. */
type Fits<Name extends keyof Calls> = [Calls[Name]['input']] extends [At<Inputs, Name> | undefined]
  ? [At<Outputs, Name>] extends [Calls[Name]['output']]
    ? true
    : 'the answer differs'
  : 'the input differs'

const fits: { [Name in keyof Calls]: Fits<Name> } = {
  'studio.snapshot': true,
  'models.memory': true,
  'prompt.count': true,
  'generation.submit': true,
  'generation.cancel': true,
  'generation.stopAndKeep': true,
  'generation.reorder': true,
  'generation.retry': true,
  'generation.dismiss': true,
  'generation.steer': true,
  'drafts.start': true,
  'drafts.cancel': true,
  'drafts.keep': true,
  'adapters.edit': true,
  'adapters.proofs': true,
  'adapters.rescan': true,
  'stacks.save': true,
  'stacks.remove': true,
  'training.projects': true,
  'training.pictures': true,
  'training.taggers': true,
  'training.log': true,
  'training.create': true,
  'training.edit': true,
  'training.remove': true,
  'training.restore': true,
  'training.useUploads': true,
  'training.setCaptions': true,
  'training.writeCaptions': true,
  'training.tag': true,
  'training.review': true,
  'training.start': true,
  'training.pause': true,
  'training.resume': true,
  'training.stopAndKeep': true,
  'training.editSamples': true,
  'training.addToLibrary': true,
  'training.importRecipe': true,
  'models.rescan': true,
  'pictures.trash': true,
  'pictures.restore': true,
  'pictures.favourite': true,
  'settings.set': true,
  'workspace.save': true,
  'devices.check': true,
}

test.each([...Object.keys(fits), 'events'])('the router answers %s', (name) => {
  const procedures: Record<string, unknown> = appRouter._def.procedures
  expect(Object.keys(procedures)).toContain(name)
})
