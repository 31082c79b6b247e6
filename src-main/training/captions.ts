// What a picture is called in one epoch: trigger word, tags shuffled and left out, in kohya's order of steps
// (kohya-ss/sd-scripts, BaseDataset.process_caption).
import type { Recipe } from '../contract/recipe.ts'
import type { Draws } from './data/draws.ts'

export type CaptionSettings = Recipe['captions']

/** A picture and its folder, as far as they say what it shows. */
export type Described = { readonly caption: string | null; readonly classWord: string | null }

/** What a picture shows in words: its caption, else its folder's word, else `otherwise`. Empty where nobody said. */
export function described({ caption, classWord }: Described, otherwise: string): string {
  const own = caption?.trim() ?? ''
  return own === '' ? (classWord ?? otherwise).trim() : own
}

/** As it stands before chance acts; a picture that nobody described is called by its class word. */
export function plainCaption(caption: string | null, { trigger, classWord }: CaptionSettings): string {
  return joined([trigger.trim(), described({ caption, classWord: null }, classWord)])
}

/** `epoch` counts from 0. The same draws give the same caption. */
export function captionOf(
  caption: string | null,
  settings: CaptionSettings,
  epoch: number,
  random: Draws,
): string {
  const { dropout, dropoutEveryEpochs, shuffle, tagDropout } = settings
  // Drawn in any case, so that one setting does not change what the others draw.
  const chance = random.next()
  if (chance < dropout || (dropoutEveryEpochs > 0 && (epoch + 1) % dropoutEveryEpochs === 0)) return ''
  if (!shuffle && tagDropout === 0)
    return withoutSeparator(plainCaption(caption, settings), settings.keepSeparator)
  const { fixed, free, last } = parts(plainCaption(caption, { ...settings, trigger: '' }), settings)
  const moved = shuffle ? random.shuffled(free) : free
  const kept = moved.filter(() => random.next() >= tagDropout)
  return joined([settings.trigger.trim(), ...fixed, ...kept, ...last])
}

type Parts = { fixed: string[]; free: string[]; last: string[] }

/** Up to two separators: before the first and behind the second nothing moves. */
function parts(caption: string, { keepTokens, keepSeparator }: CaptionSettings): Parts {
  if (keepSeparator !== '' && caption.includes(keepSeparator)) {
    const [head = '', ...rest] = caption.split(keepSeparator)
    const [middle = '', ...tail] = rest
    return { fixed: tagsOf(head), free: tagsOf(middle), last: tagsOf(tail.join(',')) }
  }
  const tags = tagsOf(caption)
  return { fixed: tags.slice(0, keepTokens), free: tags.slice(keepTokens), last: [] }
}

function withoutSeparator(caption: string, separator: string): string {
  if (separator === '' || !caption.includes(separator)) return caption
  return joined(caption.split(separator).flatMap(tagsOf))
}

export function tagsOf(caption: string): string[] {
  return caption
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

function joined(words: readonly string[]): string {
  return words.filter((word) => word !== '').join(', ')
}

export type CaptionedPicture = Described & { readonly folder: string }

/** `ss_tag_frequency`: tags in lower case by folder, each caption or word once, whatever its repeats. */
export function tagFrequency(
  pictures: readonly CaptionedPicture[],
  classWord: string,
): Record<string, Record<string, number>> {
  const folders = new Map<string, Map<string, number>>()
  for (const picture of pictures) {
    const { folder } = picture
    const counts = folders.get(folder) ?? new Map<string, number>()
    folders.set(folder, counts)
    for (const tag of tagsOf(described(picture, classWord))) {
      const name = tag.toLowerCase()
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return Object.fromEntries([...folders].map(([folder, counts]) => [folder, Object.fromEntries(counts)]))
}
