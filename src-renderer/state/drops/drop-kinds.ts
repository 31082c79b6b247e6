// What a thing that is dragged is: what a browser says of it while it is held, and its name once it is let go.

export const dropKinds = ['picture', 'caption', 'weights', 'configuration', 'folder'] as const
export type DropKind = (typeof dropKinds)[number]

/** Of what is held: a browser tells types alone, and of most files not even that. */
export type Held = {
  count: number
  /** Everything that one of them is or may be. */
  kinds: readonly DropKind[]
  /** Whether one of them may be something else, or is. */
  maybeOther: boolean
}

export function heldOf(items: readonly { kind: string; type: string }[]): Held {
  const files = items.filter(({ kind }) => kind === 'file')
  // Some browsers tell nothing at all.
  const types = files.length === 0 ? [''] : files.map(({ type }) => type)
  const kinds = new Set(types.flatMap(kindsOfType))
  return {
    count: types.length,
    kinds: dropKinds.filter((kind) => kinds.has(kind)),
    maybeOther: types.some((type) => kindsOfType(type).length !== 1),
  }
}

const configurationType = /^(?:application|text)\/(?:x-)?(?:json|toml|yaml)$/
/** Formats that have a type of their own and that Lamina does not read. */
const foreignType = /^application\/(?:pdf|msword|rtf|javascript|xhtml\+xml|vnd\.(?!.*json))/

function kindsOfType(type: string): readonly DropKind[] {
  if (type.startsWith('image/')) return ['picture']
  if (configurationType.test(type)) return ['configuration']
  if (type === 'text/plain') return ['caption']
  // Firefox calls every file so.
  if (type === 'application/x-moz-file') return dropKinds
  const isUnknown = type === '' || type.startsWith('application/')
  return isUnknown && !foreignType.test(type) ? ['weights', 'configuration', 'folder'] : []
}

const endings: readonly (readonly [DropKind, RegExp])[] = [
  ['picture', /\.(?:png|jpe?g|webp|avif|gif|bmp|tiff?)$/i],
  ['caption', /\.(?:txt|caption)$/i],
  ['weights', /\.(?:safetensors|ckpt|pt|pth|bin)$/i],
  ['configuration', /\.(?:json|toml|ya?ml)$/i],
]

/** By its ending: whether weights are a model or an adapter is in the file. Null for what no place takes. */
export function kindOfFile(name: string): DropKind | null {
  return endings.find(([, ending]) => ending.test(name))?.[0] ?? null
}
