// Everything that is said of a model file, gathered from its metadata and from what lies beside it.
import { basename, extname } from 'node:path'
import { writtenText } from '../../adapters/about/python-metadata.ts'
import { saidSources } from '../../adapters/about/said-sources.ts'
import { readTrainedTags, type TrainedTags } from '../../adapters/about/tag-frequency.ts'
import { cutText } from '../../base/cut.ts'
import type { AboutFile, Said, SaidFrom } from '../../contract/about-file.ts'
import type { TensorFile } from '../../formats/tensor-file.ts'
import type { SaidBySidecar } from './said.ts'
import type { Sidecars } from './read-sidecars.ts'

/** `modelspec.*`, of which each is text (Stability-AI/ModelSpec). */
export const thumbnailKey = 'modelspec.thumbnail'

const longest = { title: 300, description: 20_000, hint: 2_000, tag: 200 }
const mostTags = 100
/** Of those of its captions. */
const mostFrequent = 64

export function aboutFile(
  { path, metadata }: Pick<TensorFile, 'path' | 'metadata'>,
  { said }: Pick<Sidecars, 'said'>,
  trained: TrainedTags = readTrainedTags(metadata),
): AboutFile {
  const own = ownWords(path, metadata)
  const all: { from: SaidFrom; said: SaidBySidecar }[] = [...said, { from: 'metadata', said: own }]
  const published = [...all].sort((a, b) => Number(isPersonal(a.from)) - Number(isPersonal(b.from)))
  const first = <Key extends keyof SaidBySidecar>(
    key: Key,
    among = all,
  ): Said<NonNullable<SaidBySidecar[Key]>> | null => {
    const found = among.flatMap(({ from, said: { [key]: value } }) => (value ? [{ value, from }] : []))
    return found[0] ?? null
  }
  return {
    title: cut(first('title', published), longest.title),
    description: cut(first('description'), longest.description),
    usageHint: cut(first('usageHint'), longest.hint),
    tags: tagsOf(all),
    nsfw: nsfwOf(all),
    civitai: first('civitai'),
    sha256: first('sha256'),
    sources: saidSources(metadata),
    thumbnail: metadata.get(thumbnailKey)?.startsWith('data:image/') ?? false,
    tagFrequency: frequencyOf(trained),
  }
}

/** Also where it is said that it is not. */
function nsfwOf(all: readonly { from: SaidFrom; said: SaidBySidecar }[]): AboutFile['nsfw'] {
  const [found] = all.flatMap(({ from, said: { nsfw } }) =>
    typeof nsfw === 'boolean' ? [{ value: nsfw, from }] : [],
  )
  return found ?? null
}

/** A person's own card has no title. */
const isPersonal = (from: SaidFrom): boolean => from === 'a1111' || from === 'text'

/** Trainers write the file's own name as its title, which says nothing. */
function ownWords(path: string, metadata: ReadonlyMap<string, string>): SaidBySidecar {
  const title = writtenText(metadata, 'modelspec.title')
  const names = [basename(path, extname(path)), writtenText(metadata, 'ss_output_name')]
  return {
    title: names.includes(title) ? null : title,
    description: writtenText(metadata, 'modelspec.description'),
    tags: writtenText(metadata, 'modelspec.tags')?.split(',') ?? [],
    usageHint: writtenText(metadata, 'modelspec.usage_hint'),
  }
}

function tagsOf(all: readonly { from: SaidFrom; said: SaidBySidecar }[]): Said<string>[] {
  const tags = new Map<string, Said<string>>()
  for (const { from, said } of all)
    for (const one of said.tags ?? []) {
      const tag = cutText(one.trim(), longest.tag)
      const key = tag.toLowerCase()
      if (tag !== '' && !tags.has(key) && tags.size < mostTags) tags.set(key, { value: tag, from })
    }
  return [...tags.values()]
}

function frequencyOf({ tags }: TrainedTags): AboutFile['tagFrequency'] {
  const most = tags.slice(0, mostFrequent)
  return {
    tags: most.map(({ tag, count }) => ({ tag: cutText(tag, longest.tag), count })),
    total: tags.length,
  }
}

function cut(said: Said<string> | null, most: number): Said<string> | null {
  return said && { ...said, value: cutText(said.value, most) }
}
