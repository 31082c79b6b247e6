// How it was found what an adapter was made for, and what a checkpoint is.
import { choice, entry, named } from './entry.ts'
import { allOf } from './format.ts'
import { siteNames, type NamedSite } from './site-names.ts'

/** Names that only one family's files have. */
const habits = {
  'second-encoder': 'it names a second text encoder',
  'numbered-encoder': 'it numbers its text encoder',
  'plain-encoder': 'it does not number its text encoder',
  shallow: 'its transformers are one block deep',
}
export type HabitReason = keyof typeof habits
const habitsJa: Readonly<Record<HabitReason, string>> = {
  'second-encoder': '2 つ目のテキストエンコーダーの名前がある',
  'numbered-encoder': 'テキストエンコーダーに番号がある',
  'plain-encoder': 'テキストエンコーダーに番号がない',
  shallow: 'トランスフォーマーが 1 段である',
}

/** Each of a kind. */
const kindsOf: Readonly<Record<string, string>> = {
  'text-encoder': 'a text encoder',
  'image-encoder': 'an image encoder',
  hypernetwork: 'a hypernetwork',
  controlnet: 'a ControlNet',
  't2i-adapter': 'a T2I-Adapter',
  'ip-adapter': 'an IP-Adapter',
  'motion-module': 'a motion module',
  upscaler: 'an upscaler',
}
const kindsOfJa: Readonly<Record<string, string>> = {
  'text-encoder': 'テキストエンコーダー',
  'image-encoder': '画像エンコーダー',
  hypernetwork: 'ハイパーネットワーク',
  controlnet: 'ControlNet',
  't2i-adapter': 'T2I-Adapter',
  'ip-adapter': 'IP-Adapter',
  'motion-module': 'モーションモジュール',
  upscaler: 'アップスケーラー',
}

/** Where it is said, besides in the file itself. */
const places = { civitai: 'Its page at Civitai', sidecar: 'The file beside it' }
export type SaidPlace = keyof typeof places
const placesJa: Readonly<Record<SaidPlace, string>> = {
  civitai: 'Civitai のページ',
  sidecar: '隣のファイル',
}

export const recognition = {
  'recognition/shapes-fit': entry({
    facts: { family: 'SDXL', fits: 794, modules: 794 },
    en: ({ family, fits, modules }) => ({
      message: `Its shapes fit ${family} (${fits} of ${modules} modules).`,
    }),
    ja: ({ family, fits, modules }) => ({
      message: `形状が ${family} に合います（${modules} 個の層のうち ${fits} 個）。`,
    }),
  }),
  'recognition/shapes-fit-several': entry({
    facts: { families: ['SD 1.x', 'SD 2.x'] },
    en: ({ families }) => ({ message: `Its shapes fit ${allOf(families, 'en')} equally well.` }),
    ja: ({ families }) => ({ message: `形状は ${allOf(families, 'ja')} のどれにも合います。` }),
  }),
  'recognition/shapes-fit-none': entry({
    en: { message: 'Its shapes fit no published model.' },
    ja: { message: '形状が、公開されたどのモデルにも合いません。' },
  }),
  'recognition/metadata': entry({
    facts: { family: 'SDXL', key: 'ss_base_model_version', value: 'sdxl_base_v1-0' },
    en: ({ family, key, value }) => ({ message: `Its metadata says ${family} (${key}: ${value}).` }),
    ja: ({ family, key, value }) => ({ message: `メタデータによると ${family} です（${key}: ${value}）。` }),
  }),
  'recognition/metadata-overruled': entry({
    facts: { family: 'SDXL', key: 'ss_base_model_version', value: 'sdxl_base_v1-0' },
    en: ({ family, key, value }) => ({
      message: `Its metadata says ${family} (${key}: ${value}), but the shapes decide.`,
    }),
    ja: ({ family, key, value }) => ({
      message: `メタデータには ${family}（${key}: ${value}）とありますが、形状で判断します。`,
    }),
  }),
  'recognition/habit': entry({
    facts: { habit: choice<HabitReason>('numbered-encoder'), family: 'SDXL' },
    en: ({ habit, family }) => ({
      message: `Its names point to ${family}: ${named(habits, habit)}, as in files for it.`,
    }),
    ja: ({ habit, family }) => ({
      message: `名前から ${family} と考えられます。${named(habitsJa, habit)}ためです。`,
    }),
  }),
  'recognition/names': entry({
    facts: { family: 'SDXL' },
    en: ({ family }) => ({ message: `Its names are those of ${family}.` }),
    ja: ({ family }) => ({ message: `名前は ${family} のものです。` }),
  }),
  'recognition/nothing-tells': entry({
    en: { message: 'Nothing else tells them apart.' },
    ja: { message: 'ほかに区別できる手がかりはありません。' },
  }),
  'recognition/names-tell-nothing': entry({
    en: { message: 'Its names do not tell which family it is for.' },
    ja: { message: '名前からは、どの系統用か分かりません。' },
  }),
  'recognition/base-hash': entry({
    facts: { key: 'ss_sd_model_hash', hash: 'e1441589a6' },
    en: ({ key, hash }) => ({
      message: `It was trained on a checkpoint whose hash is known (${key}: ${hash}).`,
    }),
    ja: ({ key, hash }) => ({
      message: `ハッシュの知られたチェックポイントで学習されています（${key}: ${hash}）。`,
    }),
  }),
  'recognition/base-name': entry({
    facts: { said: 'ponyDiffusionV6XL' },
    en: ({ said }) => ({ message: `It was trained on "${said}" (ss_sd_model_name).` }),
    ja: ({ said }) => ({ message: `「${said}」で学習されています（ss_sd_model_name）。` }),
  }),
  'recognition/base-beside': entry({
    facts: { where: choice<SaidPlace>('civitai'), said: 'Pony' },
    en: ({ where, said }) => ({ message: `${named(places, where)} says "${said}".` }),
    ja: ({ where, said }) => ({ message: `${named(placesJa, where)}に「${said}」とあります。` }),
  }),
  'recognition/base-asked': entry({
    facts: { site: choice<NamedSite>('civitai'), said: 'Pony', day: '2026-11-30' },
    en: ({ site, said, day }) => ({ message: `${named(siteNames, site)} says "${said}", asked on ${day}.` }),
    ja: ({ site, said, day }) => ({
      message: `${named(siteNames, site)} に「${said}」とあります（${day} に確認）。`,
    }),
  }),
  'recognition/tensor': entry({
    facts: { kind: choice<string>('controlnet'), tensor: 'controlnet_cond_embedding.conv_in.weight' },
    en: ({ kind, tensor }) => ({ message: `Only ${named(kindsOf, kind)} has a tensor called "${tensor}".` }),
    ja: ({ kind, tensor }) => ({
      message: `「${tensor}」という名前のテンソルがあるのは ${named(kindsOfJa, kind)} だけです。`,
    }),
  }),
  'recognition/width': entry({
    facts: { family: 'SDXL', tensor: 'ip_adapter.1.to_k_ip.weight', width: 2048 },
    en: ({ family, tensor, width }) => ({
      message: `It goes with ${family}: its tensor ${tensor} is ${width} wide.`,
    }),
    ja: ({ family, tensor, width }) => ({
      message: `${family} 用です。テンソル ${tensor} の幅が ${width} です。`,
    }),
  }),
  'recognition/vector-widths': entry({
    facts: { family: 'SDXL', widths: ['768', '1280'] },
    en: ({ family, widths }) => ({
      message: `It goes with ${family}: its vectors are ${allOf(widths, 'en')} wide.`,
    }),
    ja: ({ family, widths }) => ({
      message: `${family} 用です。ベクトルの幅は ${allOf(widths, 'ja')} です。`,
    }),
  }),
}
