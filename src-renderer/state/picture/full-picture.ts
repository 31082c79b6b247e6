// What the full window says of a picture: where it stands among the others, its size, and what it was made with.
import type { PictureSummary } from '../../../src-main/contract/studio.ts'
import type { Look } from '../look.svelte.ts'
import { factsOf, pictureCaption } from './caption.ts'

/** `at` counts from 1. */
export function fullPicture(
  picture: PictureSummary,
  { at, of }: { readonly at: number; readonly of: number },
  look: Pick<Look, 'words' | 'number'>,
) {
  const words = look.words.stage
  const caption = pictureCaption(picture)
  const facts = [
    words.position(look.number(at), look.number(of)),
    `${picture.width} × ${picture.height}`,
    ...(picture.record === null ? [] : [factsOf(picture.record, words)]),
  ]
  return {
    url: picture.url,
    width: picture.width,
    height: picture.height,
    alt: words.result(caption),
    caption,
    facts: facts.join(' · '),
    isFavourite: picture.favourite,
  }
}
