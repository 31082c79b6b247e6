// A kept picture made again: why it cannot be, and what was not the same.
import { entry } from './entry.ts'

/** A name with the beginning of its hash, where that is known. */
function withHash(name: string, hash: string): string {
  return hash === '' ? name : `${name} (${hash})`
}

export const replay = {
  'replay/no-record': entry({
    en: {
      message: 'What this picture was made with is not known well enough to make it again.',
      hint: 'Use its settings in Create instead.',
    },
    ja: {
      message: 'この画像は、同じ生成を繰り返せるだけの記録がありません。',
      hint: '代わりに「作成」で設定を使ってください。',
    },
  }),
  'replay/model-missing': entry({
    facts: { name: 'ink-painter', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({
      message: `The picture cannot be made again: its model ${withHash(name, hash)} is not here.`,
      hint: 'Add the folder it lies in, in Settings.',
    }),
    ja: ({ name, hash }) => ({
      message: `再現できません。モデル ${withHash(name, hash)} がありません。`,
      hint: '「設定」で、モデルのあるフォルダーを追加してください。',
    }),
  }),
  'replay/application': entry({
    facts: { before: 'Lamina 1.0.0', now: 'Lamina 1.1.0' },
    en: ({ before, now }) => ({ message: `It was made by ${before}; this is ${now}.` }),
    ja: ({ before, now }) => ({ message: `${before} で生成されました。今は ${now} です。` }),
  }),
  'replay/runtime': entry({
    facts: { before: '1.22.0', now: '1.23.0' },
    en: ({ before, now }) => ({ message: `ONNX Runtime was ${before}; it is ${now} now.` }),
    ja: ({ before, now }) => ({ message: `ONNX Runtime は ${before} でした。今は ${now} です。` }),
  }),
  'replay/device': entry({
    facts: { before: 'webgpu', now: 'cpu' },
    en: ({ before, now }) => ({ message: `It was made on ${before}, and again on ${now}.` }),
    ja: ({ before, now }) => ({ message: `元は ${before}、今回は ${now} で生成しました。` }),
  }),
  'replay/file-changed': entry({
    facts: { name: 'ink', before: '1a2b3c4d5e', now: '6f7a8b9c0d' },
    en: ({ name, before, now }) => ({ message: `${name} has other contents: ${before} then, ${now} now.` }),
    ja: ({ name, before, now }) => ({ message: `${name} の内容が違います: 元は ${before}、今は ${now}。` }),
  }),
  'replay/adapter-missing': entry({
    facts: { name: 'ink', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({
      message: `The adapter ${withHash(name, hash)} is not here: it was left out.`,
    }),
    ja: ({ name, hash }) => ({
      message: `アダプター ${withHash(name, hash)} がないため、使わずに生成しました。`,
    }),
  }),
  'replay/embedding-missing': entry({
    facts: { name: 'soft-light', hash: '1a2b3c4d5e' },
    en: ({ name, hash }) => ({
      message: `The embedding ${withHash(name, hash)} is not here: its word was plain text.`,
    }),
    ja: ({ name, hash }) => ({
      message: `埋め込み ${withHash(name, hash)} がないため、その単語は普通のテキストとして扱いました。`,
    }),
  }),
  'replay/steered': entry({
    en: { message: 'Weights were changed while it was made; it was made again with those it began with.' },
    ja: { message: '生成中に強さが変更されていました。今回は開始時の強さで生成しました。' },
  }),
  'replay/stopped': entry({
    facts: { done: 12, steps: 20 },
    en: ({ done, steps }) => ({ message: `It was stopped at step ${done}; now all ${steps} were made.` }),
    ja: ({ done, steps }) => ({
      message: `元はステップ ${done} で止められました。今回は ${steps} ステップすべてを実行しました。`,
    }),
  }),
}
