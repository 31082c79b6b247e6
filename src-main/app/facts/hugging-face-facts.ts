// What Hugging Face knows of a file by the repository it is from: the repository's card, and whether it has another file now.
import { cutText } from '../../base/cut.ts'
import { AppError } from '../../base/errors.ts'
import { isRecord } from '../../base/is-record.ts'
import { wordGroups } from '../../catalog/site-words.ts'
import { member, plainText, sha256 as hash, text, texts } from '../../catalog/sidecars/said.ts'
import type { KnownBySite } from '../../contract/site-facts.ts'
import type { Repository } from './known-repository.ts'
import { longest, picturesFrom, type Asking } from './site-answer.ts'

const restrictedTag = 'not-for-all-audiences'

export function huggingFaceAddresses(base: string, { name, revision }: Repository): [string, string] {
  return [
    `${base}/api/models/${name}/revision/${encodeURIComponent(revision)}?blobs=true`,
    `${base}/${name}/raw/${encodeURIComponent(revision)}/README.md`,
  ]
}

/**
 * https://huggingface.co/docs/hub/api. Null where there is no such repository, or none of its files is this one: whoever
 * named it may have meant another. Throws `site/odd-answer`, what asking throws.
 */
export async function huggingFaceFacts(
  repository: Repository,
  sha256: string,
  { base, ask, askText }: Asking,
): Promise<KnownBySite | null> {
  const host = new URL(base).hostname
  const [about, readMe] = huggingFaceAddresses(base, repository)
  const answer = await ask(about)
  if (answer === null) return null
  const siblings = member(answer, 'siblings')
  if (!isRecord(answer) || !Array.isArray(siblings)) throw new AppError('site/odd-answer', { host })
  const { name, revision, path } = repository
  const isHere = siblings.some((file: unknown) => hash(member(member(file, 'lfs'), 'sha256')) === sha256)
  const isAtPath = siblings.some((file: unknown) => member(file, 'rfilename') === path)
  if (!isHere && !isAtPath) return null
  const card = member(answer, 'cardData')
  const tags = texts(member(answer, 'tags'))
  const written = await askText(readMe)
  const based = member(card, 'base_model')
  const baseName = text(Array.isArray(based) ? based[0] : based)
  const words = text(member(card, 'instance_prompt'))
  const address = `${base}/${name}`
  const description = written === null ? null : plainText(withoutCard(written))
  return {
    page: address,
    title: cutText(name.split('/').at(-1) ?? name, longest.name),
    version: null,
    description: description && cutText(description, longest.description),
    base: baseName && cutText(baseName, longest.name),
    triggerGroups: wordGroups(words === null ? [] : [words]),
    // Those with a colon say what is said elsewhere: `license:mit`, `region:us`.
    tags: tags.filter((tag) => !tag.includes(':')).map((tag) => cutText(tag, longest.name)),
    nsfw: tags.includes(restrictedTag) ? true : null,
    pictures: picturesOf(card, repository, base, tags.includes(restrictedTag)),
    newer:
      isHere || path === null
        ? null
        : {
            name: text(member(answer, 'lastModified'))?.slice(0, 10) ?? revision,
            base: null,
            publishedAt: text(member(answer, 'lastModified')),
            address: `${address}/blob/${revision}/${path}`,
          },
  }
}

/** A card begins with its fields between two lines of dashes. */
function withoutCard(written: string): string {
  return written.replace(/^---\r?\n[^]*?\r?\n---\r?\n/, '')
}

function picturesOf(card: unknown, { name, revision }: Repository, base: string, isNsfw: boolean) {
  const widgets = member(card, 'widget')
  const shown = Array.isArray(widgets)
    ? widgets.map((one: unknown) => member(member(one, 'output'), 'url'))
    : []
  const all = [member(card, 'thumbnail'), ...shown].flatMap((url) => text(url) ?? [])
  const whole = all.map((url) =>
    URL.canParse(url)
      ? url
      : URL.parse(url, `${base}/${name}/resolve/${encodeURIComponent(revision)}/`)?.href,
  )
  return picturesFrom(
    whole.map((url) => ({ url, isNsfw })),
    base,
  )
}
