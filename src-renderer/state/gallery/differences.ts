// What tells compared pictures apart: of everything they were made with, that in which they differ. Pure.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Look } from '../look.svelte.ts'
import { samplerLabels, schedulerLabels } from '../names.ts'

/** One text for each picture; of pictures that do not differ, the file's name. */
export function differences(
  pictures: readonly PictureSummary[],
  look: Pick<Look, 'words' | 'number'>,
): string[] {
  const { words } = look
  const { gallery } = words
  const all = pictures.map(({ record, width, height }) => {
    const facts: [string, string][] = [[gallery.size, `${width} × ${height}`]]
    if (record === null) return facts
    const { request, model, adapters, seed } = record
    return [
      [gallery.model, model.name] as const,
      [
        gallery.adapters,
        adapters.map(({ name, weight }) => `${name} ${look.number(weight)}`).join(', ') || '–',
      ] as const,
      [gallery.steps, look.number(request.steps)] as const,
      ['', `${samplerLabels[request.sampler]} ${schedulerLabels[request.scheduler]}`] as const,
      [gallery.guidance, look.number(request.guidance)] as const,
      [gallery.seed, seed] as const,
      ...facts,
      [words.prompt.label, request.prompt] as const,
      [words.prompt.negative, request.negativePrompt] as const,
    ]
  })
  const differing = (name: string): boolean =>
    new Set(all.map((facts) => facts.find(([other]) => other === name)?.[1])).size > 1
  return all.map((facts, index) => {
    const own = facts.filter(([name]) => differing(name))
    const texts = own.map(([name, value]) => (name === '' ? value : `${name} ${value}`))
    return texts.length === 0 ? pictures[index]!.fileName : texts.join(' · ')
  })
}
