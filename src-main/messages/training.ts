// A training run: what a person should know of it.
import { entry, type AnyRemark } from './entry.ts'

const untrained: AnyRemark = { code: 'training/untrained-layer', facts: { layer: 'unet.conv_in' } }
const idle: AnyRemark = { code: 'unmatched/no-such-module', facts: {} }

export const training = {
  'training/no-caption-ending': entry({
    facts: { extension: '.sh' },
    en: ({ extension }) => ({
      message: `Captions are not written into files that end with "${extension}".`,
      hint: 'Choose .txt or .caption as their ending.',
    }),
    ja: ({ extension }) => ({
      message: `「${extension}」で終わるファイルにはキャプションを書き込みません。`,
      hint: '拡張子を .txt か .caption にしてください。',
    }),
  }),
  'training/picture-gone': entry({
    facts: { name: 'a.png' },
    en: ({ name }) => ({
      message: `"${name}" vanished, was changed or became unreadable; it is left out from here on.`,
      hint: 'Put the old file back for the next run.',
    }),
    ja: ({ name }) => ({
      message: `「${name}」が見つからないか、変わったか、読めなくなりました。ここからは使いません。`,
      hint: '次の学習までに元のファイルを戻してください。',
    }),
  }),
  'training/no-second-encoder': entry({
    en: {
      message: 'The base model has one text encoder, so what the recipe says of a second one does nothing.',
    },
    ja: {
      message: 'ベースモデルのテキストエンコーダーは一つだけなので、二つ目についての設定は効きません。',
    },
  }),
  'training/other-adapter': entry({
    facts: { name: 'ink', why: untrained },
    en: ({ name, why }, quote) => ({
      message: `"${name}" cannot be trained longer: ${quote(why).message}.`,
      hint: 'Set kind, layers, rank and the other fields of "adapter" as it was made with.',
    }),
    ja: ({ name, why }, quote) => ({
      message: `「${name}」の学習を続けられません。${quote(why).message}。`,
      hint: '種類、層、ランクなど「adapter」の項目を、作ったときと同じにしてください。',
    }),
  }),
  'training/idle-part': entry({
    facts: { name: 'lora_unet_conv_in', why: idle },
    en: ({ name, why }, quote) => ({ message: `"${name}" does not act (${quote(why).message})` }),
    ja: ({ name, why }, quote) => ({ message: `「${name}」が働きません（${quote(why).message}）` }),
  }),
  'training/untrained-layer': entry({
    facts: { layer: 'unet.conv_in' },
    en: ({ layer }) => ({ message: `it changes ${layer}, which the recipe does not train` }),
    ja: ({ layer }) => ({ message: `レシピで学習しない ${layer} を変えています` }),
  }),
  'training/other-kind': entry({
    facts: { layer: 'unet.conv_in', kind: 'loha', wanted: 'lora' },
    en: ({ layer, kind, wanted }) => ({
      message: `its ${layer} is of the kind ${kind}, and the recipe has ${wanted}`,
    }),
    ja: ({ layer, kind, wanted }) => ({
      message: `${layer} の種類は ${kind} ですが、レシピでは ${wanted} です`,
    }),
  }),
  'training/factor-missing': entry({
    facts: { layer: 'unet.conv_in', part: 'down' },
    en: ({ layer, part }) => ({ message: `its ${layer} lacks the factor ${part}` }),
    ja: ({ layer, part }) => ({ message: `${layer} に係数 ${part} がありません` }),
  }),
  'training/factor-extra': entry({
    facts: { layer: 'unet.conv_in', part: 'mid' },
    en: ({ layer, part }) => ({
      message: `its ${layer} has the factor ${part}, for which the recipe has no place`,
    }),
    ja: ({ layer, part }) => ({ message: `${layer} に、レシピにはない係数 ${part} があります` }),
  }),
  'training/factor-shape': entry({
    facts: { layer: 'unet.conv_in', part: 'down', shape: [4, 320], wanted: [8, 320] },
    en: ({ layer, part, shape, wanted }) => ({
      message: `its ${layer} has ${part} [${shape.join()}] where the recipe has [${wanted.join()}]`,
    }),
    ja: ({ layer, part, shape, wanted }) => ({
      message: `${layer} の ${part} は [${shape.join()}] ですが、レシピでは [${wanted.join()}] です`,
    }),
  }),
}
