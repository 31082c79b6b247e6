// A configuration of a training that is dropped: one at a time, opened in a training or as the beginning of one.
import type { Messages } from '../../messages/en.ts'
import type { Look } from '../look.svelte.ts'
import type { Toasts } from '../toasts.svelte.ts'
import type { DropTaker } from './drops.svelte.ts'

export type ConfigurationTakerOptions = {
  says(words: Messages): string
  open(file: File): Promise<void>
  toasts: Toasts
  look: Look
}

export function configurationTaker({ says, open, toasts, look }: ConfigurationTakerOptions): DropTaker {
  return {
    kinds: ['configuration'],
    says,
    async take(dropped) {
      const [first, ...others] = dropped.flatMap(({ file }) => file ?? [])
      if (first === undefined) return
      await open(first)
      const { drops } = look.words
      // A recipe is taken as a whole: the next would take the place of the first.
      for (const { name } of others) toasts.say(`${drops.notTaken(name, 0)} ${drops.oneConfiguration}`)
    },
  }
}
