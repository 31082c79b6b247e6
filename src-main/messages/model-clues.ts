// What a checkpoint is, and how that was found: one sentence for each clue.
import type { RefusedVariant } from './checkpoint.ts'
import { choice, entry, named } from './entry.ts'

/** Relatives of a family, as they follow its name; the family itself has no word of its own. */
const variants: Readonly<Record<'base' | RefusedVariant, string>> = {
  base: '',
  inpainting: ' inpainting',
  'instruct-pix2pix': ' InstructPix2Pix',
  depth: ' depth',
  upscaler: ' upscaler',
  refiner: ' refiner',
  unclip: ' unCLIP',
  edm: ' EDM',
  guided: ' with embedded guidance',
  unknown: ' of an unknown variant',
}
const variantsJa: Readonly<Record<'base' | RefusedVariant, string>> = {
  base: '',
  inpainting: '（インペイント）',
  'instruct-pix2pix': '（InstructPix2Pix）',
  depth: '（深度）',
  upscaler: '（拡大）',
  refiner: '（Refiner）',
  unclip: '（unCLIP）',
  edm: '（EDM）',
  guided: '（ガイダンスの埋め込みあり）',
  unknown: '（不明な変種）',
}

/** What a network predicts. Families may have their own; those go by their names. */
const predictions = { epsilon: 'noise (epsilon)', v: 'velocity (v)' }
const predictionsJa = { epsilon: 'ノイズ（epsilon）', v: 'velocity（v）' }
const predicted = {
  en: (prediction: string): string => named(predictions, prediction),
  ja: (prediction: string): string => named(predictionsJa, prediction),
}

export const modelClues = {
  'recognition/model': entry({
    facts: { family: 'SD 2', variant: choice<'base' | RefusedVariant>('depth') },
    en: ({ family, variant }) => ({ message: `${family}${named(variants, variant)}` }),
    ja: ({ family, variant }) => ({ message: `${family}${named(variantsJa, variant)}` }),
  }),
  'recognition/conditioning-width': entry({
    facts: { family: 'SD 1.5', width: 768 },
    en: ({ family, width }) => ({
      message: `The conditioning of its UNet is ${width} wide, as in ${family}.`,
    }),
    ja: ({ family, width }) => ({ message: `UNet の条件の幅が ${width} で、${family} と同じです。` }),
  }),
  'recognition/projects-by-convolution': entry({
    facts: { family: 'SD 1.5', width: 128, usual: 768 },
    en: ({ family, width, usual }) => ({
      message: `Its transformers project with convolutions and its text encoder is CLIP’s, as in ${family} (conditioning is ${width} wide, not the usual ${usual}).`,
    }),
    ja: ({ family, width, usual }) => ({
      message: `トランスフォーマーの射影が畳み込みで、テキストエンコーダーが CLIP なので、${family} と考えられます（条件の幅は通常の ${usual} ではなく ${width}）。`,
    }),
  }),
  'recognition/projects-by-linear': entry({
    facts: { family: 'SD 2', width: 128, usual: 1024 },
    en: ({ family, width, usual }) => ({
      message: `Its transformers project with linear layers, as in ${family} (conditioning is ${width} wide, not the usual ${usual}).`,
    }),
    ja: ({ family, width, usual }) => ({
      message: `トランスフォーマーの射影が線形層なので、${family} と考えられます（条件の幅は通常の ${usual} ではなく ${width}）。`,
    }),
  }),
  'recognition/open-clip': entry({
    facts: { family: 'SD 2', width: 128, usual: 1024 },
    en: ({ family, width, usual }) => ({
      message: `Its text encoder is an OpenCLIP one, as in ${family} (conditioning is ${width} wide, not the usual ${usual}).`,
    }),
    ja: ({ family, width, usual }) => ({
      message: `テキストエンコーダーが OpenCLIP なので、${family} と考えられます（条件の幅は通常の ${usual} ではなく ${width}）。`,
    }),
  }),
  'recognition/picture-embedding': entry({
    facts: { family: 'SD 2' },
    en: ({ family }) => ({
      message: `Its UNet takes the embedding of a picture besides the conditioning of ${family}.`,
    }),
    ja: ({ family }) => ({ message: `UNet が ${family} の条件のほかに画像の埋め込みを受け取ります。` }),
  }),
  'recognition/two-encoders': entry({
    facts: { family: 'SDXL', width: 2816 },
    en: ({ family, width }) => ({
      message: `Its UNet takes an added vector (${width} wide) and it has two text encoders, as ${family}.`,
    }),
    ja: ({ family, width }) => ({
      message: `UNet が追加のベクトル（幅 ${width}）を受け取り、テキストエンコーダーが二つあるので、${family} です。`,
    }),
  }),
  'recognition/added-vector': entry({
    facts: { family: 'SDXL', width: 2048 },
    en: ({ family, width }) => ({
      message: `Its UNet takes an added vector and conditioning ${width} wide, as ${family}.`,
    }),
    ja: ({ family, width }) => ({
      message: `UNet が追加のベクトルと幅 ${width} の条件を受け取るので、${family} です。`,
    }),
  }),
  'recognition/one-large-encoder': entry({
    en: { message: 'Its UNet takes an added vector and one large text encoder, as the SDXL refiner.' },
    ja: {
      message: 'UNet が追加のベクトルと大きなテキストエンコーダー一つを受け取るので、SDXL の Refiner です。',
    },
  }),
  'recognition/conditioning-of-one-encoder': entry({
    en: {
      message: 'The conditioning of its UNet is as wide as its one text encoder, as in the SDXL refiner.',
    },
    ja: {
      message: 'UNet の条件の幅が一つだけのテキストエンコーダーと同じなので、SDXL の Refiner です。',
    },
  }),
  'recognition/first-encoder-missing': entry({
    facts: { family: 'SDXL' },
    en: ({ family }) => ({
      message: `The conditioning of its UNet is wider than its one text encoder: ${family}, whose first one is missing.`,
    }),
    ja: ({ family }) => ({
      message: `UNet の条件が一つだけのテキストエンコーダーより広いので、一つ目のない ${family} です。`,
    }),
  }),
  'recognition/calls-itself': entry({
    facts: { said: 'stable-diffusion-v1' },
    en: ({ said }) => ({ message: `Its metadata calls it "${said}".` }),
    ja: ({ said }) => ({ message: `メタデータに「${said}」とあります。` }),
  }),
  'recognition/zero-terminal-snr': entry({
    en: { message: 'Its noise schedule ends in pure noise (zero terminal SNR).' },
    ja: { message: 'ノイズの予定が純粋なノイズで終わります（zero terminal SNR）。' },
  }),
  'recognition/own-noise-levels': entry({
    en: { message: 'Its noise levels are its own, as its scheduler_config.json says.' },
    ja: { message: 'scheduler_config.json によると、ノイズの水準が独自です。' },
  }),
  'recognition/no-vae': entry({
    en: { message: 'It has no VAE of its own; one must be chosen.' },
    ja: { message: 'VAE がないので、選ぶ必要があります。' },
  }),
  'recognition/unused-tensors': entry({
    facts: { names: ['somebody.was.here'], more: 4 },
    en: ({ names, more }) => ({
      message: `Nothing uses ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''} of its tensors.`,
    }),
    ja: ({ names, more }) => ({
      message: `テンソル ${names.join('、')}${more > 0 ? ` ほか ${more} 個` : ''}は使われません。`,
    }),
  }),
  'prediction/chosen': entry({
    facts: { prediction: 'v' },
    en: ({ prediction }) => ({ message: `You chose that it predicts ${predicted.en(prediction)}.` }),
    ja: ({ prediction }) => ({ message: `${predicted.ja(prediction)}を予測すると指定されています。` }),
  }),
  'prediction/beside': entry({
    facts: { prediction: 'v' },
    en: ({ prediction }) => ({
      message: `The .yaml beside it says that it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction }) => ({
      message: `隣の .yaml によると、${predicted.ja(prediction)}を予測します。`,
    }),
  }),
  'prediction/scheduler': entry({
    facts: { prediction: 'v' },
    en: ({ prediction }) => ({
      message: `Its scheduler_config.json says that it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction }) => ({
      message: `scheduler_config.json によると、${predicted.ja(prediction)}を予測します。`,
    }),
  }),
  'prediction/metadata': entry({
    facts: { prediction: 'v', key: 'modelspec.prediction_type' },
    en: ({ prediction, key }) => ({
      message: `Its metadata (${key}) says that it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction, key }) => ({
      message: `メタデータ（${key}）によると、${predicted.ja(prediction)}を予測します。`,
    }),
  }),
  'prediction/tensor': entry({
    facts: { prediction: 'v', tensor: 'v_pred' },
    en: ({ prediction, tensor }) => ({
      message: `It carries the tensor "${tensor}": it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction, tensor }) => ({
      message: `テンソル「${tensor}」があるので、${predicted.ja(prediction)}を予測します。`,
    }),
  }),
  'prediction/bias': entry({
    facts: { prediction: 'v', deviation: 0.12, bound: 0.09 },
    en: ({ prediction, deviation, bound }) => ({
      message: `A bias of its last transformer deviates by ${deviation} (velocity: more than ${bound}): it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction, deviation, bound }) => ({
      message: `最後のトランスフォーマーのバイアスの偏差が ${deviation}（${bound} を超えると velocity）なので、${predicted.ja(prediction)}を予測します。`,
    }),
  }),
  'prediction/assumed': entry({
    facts: { prediction: 'epsilon' },
    en: ({ prediction }) => ({
      message: `Nothing says otherwise: it predicts ${predicted.en(prediction)}.`,
    }),
    ja: ({ prediction }) => ({
      message: `ほかに手がかりがないので、${predicted.ja(prediction)}を予測すると考えます。`,
    }),
  }),
}
