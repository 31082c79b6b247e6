// Recipes: what is wrong with one, and what contradicts itself.
import { entry, type AnyRemark } from './entry.ts'

const least: AnyRemark = { code: 'value/least', facts: { least: 1 } }
const unset: AnyRemark = { code: 'idle/no-warm-up', facts: {} }

export const recipe = {
  'recipe/not-json': entry({
    facts: { why: 'Unexpected token' },
    en: ({ why }) => ({ message: 'This is not JSON.', hint: why }),
    ja: ({ why }) => ({ message: 'JSON ではありません。', hint: `理由: ${why}` }),
  }),
  'recipe/invalid': entry({
    facts: { field: 'adapter.rank', problem: least, more: 2 },
    en: ({ field, problem, more }, quote) => ({
      message: `The recipe cannot be used. ${field === '' ? '' : `"${field}": `}${quote(problem).message}`,
      hint: more > 0 ? `${more} more fields are wrong; see the details.` : 'Correct this field.',
    }),
    ja: ({ field, problem, more }, quote) => ({
      message: `このレシピは使えません。${field === '' ? '' : `「${field}」: `}${quote(problem).message}`,
      hint:
        more > 0
          ? `ほかに ${more} 項目にも誤りがあります。詳細を見てください。`
          : 'この項目を直してください。',
    }),
  }),
  'recipe/no-effect': entry({
    facts: { field: 'schedule.warmupSteps', why: unset, more: 2 },
    en: ({ field, why, more }, quote) => ({
      message: `"${field}" would do nothing: ${quote(why).message}.`,
      hint:
        more > 0
          ? `Take it out; so would ${more} more, see the details.`
          : 'Take it out, or change what it depends on.',
    }),
    ja: ({ field, why, more }, quote) => ({
      message: `「${field}」は効果がありません。${quote(why).message}。`,
      hint:
        more > 0
          ? `取り除いてください。ほかに ${more} 項目も効果がありません。詳細を見てください。`
          : '取り除くか、関係する設定を変えてください。',
    }),
  }),
  'recipe/no-length': entry({
    en: { message: 'The recipe does not say how long to train.', hint: 'Set "steps" or "epochs".' },
    ja: { message: '学習の長さが決まっていません。', hint: '「steps」か「epochs」を入れてください。' },
  }),
  'recipe/nothing-to-train': entry({
    en: {
      message: 'Neither the UNet nor the text encoder is trained.',
      hint: 'Set "unet.train" or "textEncoder.train".',
    },
    ja: {
      message: 'UNet もテキストエンコーダーも学習しません。',
      hint: '「unet.train」か「textEncoder.train」をオンにしてください。',
    },
  }),
  'recipe/no-word': entry({
    en: { message: 'The new word has no name.', hint: 'Set "embedding.word".' },
    ja: { message: '新しい単語に名前がありません。', hint: '「embedding.word」を入れてください。' },
  }),
  'recipe/empty-range': entry({
    en: {
      message: 'The first timestep comes after the last.',
      hint: 'Exchange "objective.firstTimestep" and "objective.lastTimestep".',
    },
    ja: {
      message: '最初のタイムステップが最後より後ろにあります。',
      hint: '「objective.firstTimestep」と「objective.lastTimestep」を入れ替えてください。',
    },
  }),
  'recipe/bucket-range': entry({
    en: {
      message: 'The shortest side of a bucket is longer than the longest.',
      hint: 'Exchange "data.buckets.min" and "data.buckets.max".',
    },
    ja: {
      message: 'バケットの最短の辺が最長の辺より長くなっています。',
      hint: '「data.buckets.min」と「data.buckets.max」を入れ替えてください。',
    },
  }),
  'recipe/bucket-step': entry({
    en: {
      message: 'The steps between buckets are larger than the pictures.',
      hint: 'Set "data.buckets.step" to the picture’s side or less.',
    },
    ja: {
      message: 'バケットの刻みが画像の辺より大きくなっています。',
      hint: '「data.buckets.step」を画像の辺以下にしてください。',
    },
  }),
  'recipe/long-warmup': entry({
    en: {
      message: 'The warm-up is as long as the run.',
      hint: 'Set "schedule.warmupSteps" to a tenth of "steps" or less.',
    },
    ja: {
      message: 'ウォームアップが学習全体と同じ長さです。',
      hint: '「schedule.warmupSteps」を「steps」の十分の一以下にしてください。',
    },
  }),
  'recipe/whole-warmup': entry({
    en: { message: 'The warm-up takes the whole run.', hint: 'Set "schedule.warmupShare" to 0.1 or less.' },
    ja: {
      message: 'ウォームアップだけで学習が終わってしまいます。',
      hint: '「schedule.warmupShare」を 0.1 以下にしてください。',
    },
  }),
  'recipe/no-class-pictures': entry({
    en: {
      message: 'There are no class pictures, and none are to be made.',
      hint: 'Set "prior.count" to how many are to be made, or "prior.folder" to where they are.',
    },
    ja: {
      message: 'クラス画像がなく、作ることにもなっていません。',
      hint: '「prior.count」に作る枚数を、または「prior.folder」に置き場所を入れてください。',
    },
  }),
  'recipe/bad-word': entry({
    facts: { word: 'a/b' },
    en: ({ word }) => ({
      message: `"${word}" cannot be a new word.`,
      hint: 'Its file is named after it: letters, digits, spaces, - and _, at most 100.',
    }),
    ja: ({ word }) => ({
      message: `「${word}」は新しい単語にできません。`,
      hint: 'ファイル名にもなります。文字、数字、スペース、-、_ を使い、100 文字までにしてください。',
    }),
  }),
}
