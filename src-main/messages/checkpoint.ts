// What keeps a checkpoint from making pictures.
import { choice, entry, named } from './entry.ts'
import { figure, oneOf } from './format.ts'

/** Relatives of our families, as they follow "This is". */
const variants = {
  inpainting:
    'an inpainting checkpoint: its UNet takes a mask and a masked picture besides the latent (9 channels)',
  'instruct-pix2pix':
    'an InstructPix2Pix checkpoint: its UNet takes a picture to edit besides the latent (8 channels)',
  depth: 'a depth checkpoint: its UNet takes a depth map besides the latent (5 channels)',
  upscaler: 'an upscaler: its UNet takes a small picture besides the latent (7 channels)',
  refiner: 'the SDXL refiner, which finishes pictures of another model',
  unclip: 'an unCLIP checkpoint, which makes variations of a picture',
  edm: 'an EDM checkpoint (Playground 2.5, CosXL): its noise levels and latents differ from SDXL’s',
  guided: 'an LCM checkpoint whose UNet is told the guidance as an embedding',
  unknown: 'a variant of an unknown kind: its UNet does not take the usual 4 channels',
}
export type RefusedVariant = keyof typeof variants
const variantsJa: Readonly<Record<RefusedVariant, string>> = {
  inpainting:
    'インペイント用のチェックポイントです。UNet は潜在画像のほかにマスクとマスク済みの画像を受け取ります（9 チャンネル）',
  'instruct-pix2pix':
    'InstructPix2Pix のチェックポイントです。UNet は潜在画像のほかに編集する画像を受け取ります（8 チャンネル）',
  depth: '深度用のチェックポイントです。UNet は潜在画像のほかに深度マップを受け取ります（5 チャンネル）',
  upscaler: '拡大用のモデルです。UNet は潜在画像のほかに小さな画像を受け取ります（7 チャンネル）',
  refiner: 'SDXL の Refiner で、ほかのモデルの画像を仕上げるものです',
  unclip: 'unCLIP のチェックポイントで、画像のバリエーションを作るものです',
  edm: 'EDM のチェックポイント（Playground 2.5、CosXL）で、ノイズの水準と潜在画像が SDXL と異なります',
  guided: 'ガイダンスを埋め込みとして受け取る LCM のチェックポイントです',
  unknown: '種類の分からない変種です。UNet が通常の 4 チャンネルを受け取りません',
}

const useBase = 'the base checkpoint that it was made from'
const useBaseJa = '元になったチェックポイント'
/** What to choose instead; any known checkpoint where nothing is said. */
const instead: Partial<Record<RefusedVariant, string>> = {
  inpainting: useBase,
  'instruct-pix2pix': useBase,
  depth: useBase,
  upscaler: useBase,
  refiner: 'an SDXL base checkpoint',
  unclip: 'an SD 2.x checkpoint without unCLIP',
  edm: 'an SDXL checkpoint',
  guided: 'the base checkpoint that it was made from, with an LCM adapter',
}
const insteadJa: typeof instead = {
  inpainting: useBaseJa,
  'instruct-pix2pix': useBaseJa,
  depth: useBaseJa,
  upscaler: useBaseJa,
  refiner: 'SDXL のベースのチェックポイント',
  unclip: 'unCLIP ではない SD 2.x のチェックポイント',
  edm: 'SDXL のチェックポイント',
  guided: '元になったチェックポイントと LCM のアダプター',
}

/** What a file is that is not a checkpoint, as it follows "This is". */
const others = {
  adapter: 'an adapter (a LoRA or one of its kin)',
  controlnet: 'a ControlNet',
  't2i-adapter': 'a T2I adapter',
  'ip-adapter': 'an IP-Adapter',
  upscaler: 'an upscaler',
  embedding: 'a textual inversion embedding',
  vae: 'a VAE',
  'text-encoder': 'a text encoder without a UNet',
}
export type NotACheckpoint = keyof typeof others | 'nothing' | 'unknown'
const othersJa: Readonly<Record<keyof typeof others, string>> = {
  adapter: 'アダプター（LoRA など）',
  controlnet: 'ControlNet',
  't2i-adapter': 'T2I アダプター',
  'ip-adapter': 'IP-Adapter',
  upscaler: '拡大用のモデル',
  embedding: 'Textual Inversion の埋め込み',
  vae: 'VAE',
  'text-encoder': 'UNet のないテキストエンコーダー',
}

const parts = { denoiser: 'denoising network', encoder: 'text encoder' }
export type UnusualPart = keyof typeof parts
const partsJa: Readonly<Record<UnusualPart, string>> = {
  denoiser: 'ノイズ除去ネットワーク',
  encoder: 'テキストエンコーダー',
}

const again = {
  en: 'Download it again, or choose another one.',
  ja: 'もう一度ダウンロードするか、別のファイルを選んでください。',
}
const chooseOf = {
  en: (families: readonly string[]) => `Choose a checkpoint of ${oneOf(families, 'en')}.`,
  ja: (families: readonly string[]) => `${oneOf(families, 'ja')} のチェックポイントを選んでください。`,
}

type Missing = { named: readonly string[]; more: number }
type Misshapen = { tensor: string; found: readonly number[]; wanted: readonly number[] }
const missing = {
  facts: { named: ['conv_in.weight', 'conv_out.weight'], more: 12 },
  en:
    (what: string) =>
    ({ named, more }: Missing) => ({
      message: `${what} is incomplete: ${named.join(', ')}${more === 0 ? '' : ` and ${figure(more, 'en')} more`} ${named.length + more === 1 ? 'is' : 'are'} missing.`,
      hint: again.en,
    }),
  ja:
    (what: string) =>
    ({ named, more }: Missing) => ({
      message: `${what}がそろっていません。${named.join('、')}${more === 0 ? '' : ` ほか ${figure(more, 'ja')} 個`}がありません。`,
      hint: again.ja,
    }),
}
const misshapen = {
  facts: { tensor: 'conv_in.weight', found: [320, 4, 1, 1], wanted: [320, 4, 3, 3] },
  en:
    (what: string) =>
    ({ tensor, found, wanted }: Misshapen) => ({
      message: `${what} cannot be used: its tensor ${tensor} is ${found.join('×')} where ${wanted.join('×')} belongs.`,
      hint: again.en,
    }),
  ja:
    (what: string) =>
    ({ tensor, found, wanted }: Misshapen) => ({
      message: `${what}は使えません。テンソル ${tensor} の形状が ${wanted.join('×')} ではなく ${found.join('×')} です。`,
      hint: again.ja,
    }),
}
const [checkpointEn, checkpointJa] = ['This checkpoint', 'このチェックポイント']
const [vaeEn, vaeJa] = ['This VAE', 'この VAE ']

export const checkpoint = {
  'checkpoint/not-a-checkpoint': entry({
    facts: {
      what: choice<NotACheckpoint>('unknown'),
      families: ['SD 1.5', 'SDXL'],
      count: 12,
      first: 'bert.pooler.dense.weight',
    },
    en: ({ what, families, count, first }) => {
      if (what === 'nothing') return { message: 'This file holds no tensors.', hint: chooseOf.en(families) }
      if (what === 'unknown')
        return {
          message: `This file holds no network of ${oneOf(families, 'en')} (the first of its ${figure(count, 'en')} tensors is "${first}").`,
          hint: chooseOf.en(families),
        }
      return {
        message: `This is ${named(others, what)}, not a checkpoint.`,
        hint: what === 'vae' ? 'Choose it as the VAE of a checkpoint instead.' : chooseOf.en(families),
      }
    },
    ja: ({ what, families, count, first }) => {
      if (what === 'nothing')
        return { message: 'このファイルにはテンソルがありません。', hint: chooseOf.ja(families) }
      if (what === 'unknown')
        return {
          message: `このファイルには ${oneOf(families, 'ja')} のネットワークがありません（${figure(count, 'ja')} 個のテンソルの最初は「${first}」）。`,
          hint: chooseOf.ja(families),
        }
      return {
        message: `これはチェックポイントではなく、${named(othersJa, what)}です。`,
        hint: what === 'vae' ? 'チェックポイントの VAE として選んでください。' : chooseOf.ja(families),
      }
    },
  }),
  'checkpoint/wrong-architecture': entry({
    facts: { model: 'Flux', families: ['SD 1.5', 'SDXL'] },
    en: ({ model, families }) => ({
      message: `This is ${/^[AEIOU]/.test(model) ? 'an' : 'a'} ${model} model.`,
      hint: chooseOf.en(families),
    }),
    ja: ({ model, families }) => ({ message: `これは ${model} のモデルです。`, hint: chooseOf.ja(families) }),
  }),
  'checkpoint/takes-no-text': entry({
    facts: { families: ['SD 1.5', 'SDXL'] },
    en: ({ families }) => ({
      message: 'This file holds a UNet that takes no text.',
      hint: chooseOf.en(families),
    }),
    ja: ({ families }) => ({
      message: 'このファイルの UNet はテキストを受け取りません。',
      hint: chooseOf.ja(families),
    }),
  }),
  'checkpoint/other-conditioning': entry({
    facts: { width: 4096, families: ['SD 1.5', 'SDXL'] },
    en: ({ width, families }) => ({
      message: `This file holds a network of another family (its conditioning is ${width} wide).`,
      hint: chooseOf.en(families),
    }),
    ja: ({ width, families }) => ({
      message: `このファイルのネットワークは別の系統のものです（条件付けの幅が ${width}）。`,
      hint: chooseOf.ja(families),
    }),
  }),
  'checkpoint/missing-encoders': entry({
    facts: { family: 'SDXL', count: 1 },
    en: ({ family, count }) => ({
      message: `This file holds the denoising network of ${family}, but ${count === 1 ? 'a text encoder is' : 'its text encoders are'} missing.`,
      hint: 'Choose the complete checkpoint.',
    }),
    ja: ({ family, count }) => ({
      message: `${family} のノイズ除去ネットワークはありますが、テキストエンコーダーが${count === 1 ? ' 1 つ足りません' : 'ありません'}。`,
      hint: '完全なチェックポイントを選んでください。',
    }),
  }),
  'checkpoint/text-of-other-width': entry({
    facts: { takes: 2048, makes: 768, family: 'SDXL' },
    en: ({ takes, makes, family }) => ({
      message: `The denoising network of this file takes conditioning ${takes} wide, but its text makes ${makes}.`,
      hint: `Choose another checkpoint of ${family}.`,
    }),
    ja: ({ takes, makes, family }) => ({
      message: `ノイズ除去ネットワークの条件付けの幅は ${takes} ですが、テキストからは ${makes} しか得られません。`,
      hint: `別の ${family} のチェックポイントを選んでください。`,
    }),
  }),
  'checkpoint/vae-of-other-channels': entry({
    facts: { vae: 16, denoiser: 4, family: 'SDXL' },
    en: ({ vae, denoiser, family }) => ({
      message: `The VAE of this file has ${vae} latent channels, its denoising network ${denoiser}.`,
      hint: `Choose another checkpoint of ${family}.`,
    }),
    ja: ({ vae, denoiser, family }) => ({
      message: `VAE の潜在チャンネルは ${vae}、ノイズ除去ネットワークは ${denoiser} で、一致しません。`,
      hint: `別の ${family} のチェックポイントを選んでください。`,
    }),
  }),
  'checkpoint/unusual-sizes': entry({
    facts: { part: choice<UnusualPart>('denoiser') },
    en: ({ part }) => ({
      message: `The ${named(parts, part)} of this file cannot be built: its sizes do not fit each other.`,
      hint: again.en,
    }),
    ja: ({ part }) => ({
      message: `このファイルの${named(partsJa, part)}は大きさが互いに合わず、組み立てられません。`,
      hint: again.ja,
    }),
  }),
  'checkpoint/missing-tensors': entry({
    facts: missing.facts,
    en: missing.en(checkpointEn),
    ja: missing.ja(checkpointJa),
  }),
  'checkpoint/wrong-shape': entry({
    facts: misshapen.facts,
    en: misshapen.en(checkpointEn),
    ja: misshapen.ja(checkpointJa),
  }),
  'checkpoint/unplaced-tensors': entry({
    facts: { count: 3, first: 'unet.class_embedding.weight' },
    en: ({ count, first }) => ({
      message: `This checkpoint cannot be used: its network has no place for ${figure(count, 'en')} of its tensors (${first}).`,
      hint: again.en,
    }),
    ja: ({ count, first }) => ({
      message: `このチェックポイントは使えません。ネットワークに当てはまらないテンソルが ${figure(count, 'ja')} 個あります（${first}）。`,
      hint: again.ja,
    }),
  }),
  'vae/not-a-vae': entry({
    en: {
      message: 'This file holds no VAE.',
      hint: 'Choose a VAE file, or a checkpoint that has one.',
    },
    ja: {
      message: 'このファイルに VAE はありません。',
      hint: 'VAE のファイル、または VAE を含むチェックポイントを選んでください。',
    },
  }),
  'vae/wrong-architecture': entry({
    facts: { channels: 16, needed: ['4'], families: ['SDXL'] },
    en: ({ channels, needed, families }) => ({
      message: `This VAE has ${channels} latent channels; ${oneOf(families, 'en')} needs ${oneOf(needed, 'en')}.`,
      hint: 'Choose a VAE made for the checkpoint’s architecture.',
    }),
    ja: ({ channels, needed, families }) => ({
      message: `この VAE の潜在チャンネルは ${channels} ですが、${oneOf(families, 'ja')} には ${oneOf(needed, 'ja')} が必要です。`,
      hint: 'チェックポイントの系統に合う VAE を選んでください。',
    }),
  }),
  'vae/unusual-sizes': entry({
    en: {
      message: 'The VAE of this file cannot be built: its sizes do not fit each other.',
      hint: again.en,
    },
    ja: { message: 'このファイルの VAE は大きさが互いに合わず、組み立てられません。', hint: again.ja },
  }),
  'vae/missing-tensors': entry({ facts: missing.facts, en: missing.en(vaeEn), ja: missing.ja(vaeJa) }),
  'vae/wrong-shape': entry({ facts: misshapen.facts, en: misshapen.en(vaeEn), ja: misshapen.ja(vaeJa) }),
  'checkpoint/unsupported-variant': entry({
    facts: { variant: choice<RefusedVariant>('unknown'), families: ['SD 1.5', 'SDXL'] },
    en: ({ variant, families }) => ({
      message: `This is ${named(variants, variant)}. Lamina cannot make pictures with it.`,
      hint: `Choose ${instead[variant] ?? `a checkpoint of ${oneOf(families, 'en')}`}.`,
    }),
    ja: ({ variant, families }) => ({
      message: `これは${named(variantsJa, variant)}。Lamina では画像を作れません。`,
      hint: `${insteadJa[variant] ?? `${oneOf(families, 'ja')} のチェックポイント`}を選んでください。`,
    }),
  }),
  'checkpoint/damaged-settings': entry({
    facts: { file: 'unet/config.json' },
    en: ({ file }) => ({
      message: `The settings in its "${file}" cannot be read.`,
      hint: 'Download this file again.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」の設定を読み取れません。`,
      hint: 'このファイルをもう一度ダウンロードしてください。',
    }),
  }),
  'checkpoint/unsupported-setting': entry({
    facts: { file: 'unet/config.json', setting: 'norm_eps', value: '1e-06' },
    en: ({ file, setting, value }) => ({
      message: `Its "${file}" sets ${setting} to ${value}, which Lamina does not support.`,
      hint: 'Choose another checkpoint.',
    }),
    ja: ({ file, setting, value }) => ({
      message: `「${file}」の ${setting} が ${value} ですが、対応していません。`,
      hint: '別のチェックポイントを選んでください。',
    }),
  }),
}
