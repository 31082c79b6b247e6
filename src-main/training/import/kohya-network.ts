// Which layers a configuration of kohya's trainers adapts, in which algebra: its network module, algorithm and preset.
import type { TrainedKind, TrainedLayers } from '../../contract/recipe-adapter.ts'
import { listOf } from './arguments.ts'
import { isLycoris } from './kohya-defaults.ts'
import { numberOf, switchOf, valueOf, type Settings } from './settings.ts'

/** LoRA and LoCon are one; whether convolutions are adapted decides between them. */
const modules: Readonly<Record<string, TrainedKind>> = {
  'networks.lora': 'lora',
  'networks.loha': 'loha',
  'networks.lokr': 'lokr',
}
const algorithms: Readonly<Record<string, TrainedKind>> = {
  lora: 'lora',
  locon: 'lora',
  loha: 'loha',
  lokr: 'lokr',
}

type Preset = { readonly layers: TrainedLayers; readonly convolutions: boolean; readonly text: boolean }

/** LyCORIS's presets by name (lycoris/config.py), as far as a recipe has their layers. */
const presets: Readonly<Record<string, Preset>> = {
  full: { layers: 'full', convolutions: true, text: true },
  'full-lin': { layers: 'full', convolutions: false, text: true },
  'attn-mlp': { layers: 'transformer', convolutions: false, text: true },
  'attn-only': { layers: 'attention', convolutions: false, text: true },
  'unet-only': { layers: 'full', convolutions: true, text: false },
  'unet-transformer-only': { layers: 'transformer', convolutions: false, text: false },
}
const ofKohya: Preset = { layers: 'transformer', convolutions: true, text: true }

function presetOf(settings: Settings): Preset | undefined {
  if (!isLycoris(settings)) return ofKohya
  const name = valueOf(settings, 'preset')
  return typeof name === 'string' && Object.hasOwn(presets, name) ? presets[name] : undefined
}

export function layersOf(settings: Settings): TrainedLayers | undefined {
  return presetOf(settings)?.layers
}

/** A number that is not positive leaves convolutions alone; LyCORIS takes `network_dim` where there is none. */
export function trainsConvolutions(settings: Settings): boolean {
  if (!(presetOf(settings) ?? ofKohya).convolutions) return false
  const rank = numberOf(valueOf(settings, 'conv_dim'))
  return rank === undefined ? isLycoris(settings) : rank > 0
}

export function kindOf(settings: Settings): TrainedKind | undefined {
  const [table, name] = isLycoris(settings)
    ? [algorithms, valueOf(settings, 'algo')]
    : [modules, valueOf(settings, 'network_module')]
  const key = typeof name === 'string' ? name.trim().toLowerCase() : ''
  const kind = Object.hasOwn(table, key) ? table[key] : undefined
  return kind === 'lora' && trainsConvolutions(settings) ? 'locon' : kind
}

/** LoKr keeps a block whole where its rank is half the block's longer side or more; no layer is wider than 10,240. */
const wholeFrom = 10_240 / 2

export const isWhole = (rank: unknown, settings: Settings): boolean =>
  kindOf(settings) === 'lokr' && (numberOf(rank) ?? 0) >= wholeFrom

export function keepsBlocksWhole(settings: Settings): boolean {
  return (
    switchOf(valueOf(settings, 'full_matrix')) === true || isWhole(valueOf(settings, 'network_dim'), settings)
  )
}

export function unetRate(settings: Settings): number | undefined {
  return numberOf(valueOf(settings, 'unet_lr') ?? valueOf(settings, 'learning_rate'))
}

/**
 * Of both text encoders. One number is both's; of a list the second is the second one's, as kohya's documents have it
 * (docs/sdxl_train_network.md; networks.lora itself takes the first for both).
 */
export function encoderRates(settings: Settings): readonly [number | undefined, number | undefined] {
  const given = valueOf(settings, 'text_encoder_lr')
  const [first, second] = given === undefined ? [] : listOf(given)
  const general = valueOf(settings, 'learning_rate')
  const one = numberOf(valueOf(settings, 'text_encoder_lr1') ?? first ?? general)
  return [one, numberOf(valueOf(settings, 'text_encoder_lr2') ?? second) ?? one]
}

export function trainsUNet(settings: Settings): boolean {
  return switchOf(valueOf(settings, 'network_train_text_encoder_only')) !== true && unetRate(settings) !== 0
}

export function trainsEncoders(settings: Settings): readonly [boolean, boolean] {
  const off =
    switchOf(valueOf(settings, 'network_train_unet_only')) === true || presetOf(settings)?.text === false
  const [first, second] = encoderRates(settings)
  return [!off && first !== 0, !off && second !== 0]
}
