// Models that were chosen and cannot be used as they are.
import { entry } from './entry.ts'

export const model = {
  'model/not-found': entry({
    en: {
      message: 'This model is not in the library.',
      hint: 'Choose another model, or put its file back into a model folder.',
    },
    ja: {
      message: 'このモデルはライブラリーにありません。',
      hint: '別のモデルを選ぶか、ファイルをモデルのフォルダーに戻してください。',
    },
  }),
  'model/missing': entry({
    facts: { name: 'sdxl' },
    en: ({ name }) => ({
      message: `The file of the model "${name}" was not found.`,
      hint: 'Put it back, or choose another model.',
    }),
    ja: ({ name }) => ({
      message: `モデル「${name}」のファイルが見つかりません。`,
      hint: 'ファイルを元に戻すか、別のモデルを選んでください。',
    }),
  }),
}
