// <type:args> tags: what a prompt asks for besides words, such as <lora:ink:0.8>.
import { AppError } from '../base/errors.ts'
import { longestAdapterName } from '../contract/adapter.ts'
import { readWeight } from './fragments.ts'

export type ExtraNetwork = {
  readonly type: string
  readonly positional: readonly string[]
  readonly named: Readonly<Record<string, string>>
}

export type AdapterTag = {
  readonly name: string
  readonly textWeight: number
  readonly weight: number
  /** Ranks to keep, where a smaller version of the adapter is asked for. */
  readonly dynamicRank: number | null
}

const tag = /<([\p{L}\p{N}_]+):([^>]+)>/gu
const adapterTypes: ReadonlySet<string> = new Set(['lora', 'lyco'])

/** A tag with the place it is written at. */
export type ExtraNetworkSpan = {
  readonly network: ExtraNetwork
  readonly start: number
  readonly end: number
}

export function extraNetworkSpans(prompt: string): ExtraNetworkSpan[] {
  return [...prompt.matchAll(tag)].map(({ 0: written, 1: type = '', 2: args = '', index }) => ({
    network: { type, ...sortArguments(args.split(':')) },
    start: index,
    end: index + written.length,
  }))
}

/** AUTOMATIC1111, extra_networks.py: tags are cut out, the spaces around them stay. */
export function extractExtraNetworks(prompt: string): { text: string; networks: ExtraNetwork[] } {
  return {
    text: prompt.replace(tag, ''),
    networks: extraNetworkSpans(prompt).map(({ network }) => network),
  }
}

/**
 * A `<lora:…>` or `<lyco:…>` tag read as an adapter with its weights; null for other types.
 * The network's weight defaults to the final text weight, so `<lora:x:1:te=0>` sets both to 0, as it does there.
 */
export function readAdapterTag(network: ExtraNetwork): AdapterTag | null {
  if (!adapterTypes.has(network.type)) return null
  const [name, textWeight, weight, dynamicRank] = network.positional
  const { te, unet, dyn } = network.named
  if (name === undefined || name === '') {
    throw new AppError('prompt/adapter-without-name', { type: network.type })
  }
  if (name.length > longestAdapterName) {
    throw new AppError('prompt/adapter-name-too-long', { most: longestAdapterName })
  }
  const number = (written: string): number => {
    const value = readWeight(written)
    if (value !== undefined) return value
    throw new AppError('prompt/adapter-weight', { written, name })
  }
  const text = number(te ?? textWeight ?? '1')
  const rank = dyn ?? dynamicRank
  const cut = rank === undefined ? 0 : Math.trunc(number(rank))
  if (!Number.isSafeInteger(cut)) throw new AppError('prompt/adapter-weight', { written: rank!, name })
  return {
    name,
    textWeight: text,
    weight: number(unet ?? weight ?? String(text)),
    dynamicRank: cut > 0 ? cut : null,
  }
}

/** An argument with exactly one "=" is named; more than one keeps it positional. */
function sortArguments(args: readonly string[]): Pick<ExtraNetwork, 'positional' | 'named'> {
  const positional: string[] = []
  const named: [string, string][] = []
  for (const arg of args) {
    const [name = '', value, ...more] = arg.split('=')
    if (value === undefined || more.length > 0) positional.push(arg)
    else named.push([name, value])
  }
  return { positional, named: Object.fromEntries(named) }
}
