// Drafts: pictures made while a weight is being chosen, that are kept or thrown away.
import { entry } from './entry.ts'

export const draft = {
  'draft/not-found': entry({
    en: { message: 'This draft is not there any more.', hint: 'Make the picture again.' },
    ja: { message: 'この下書きはもうありません。', hint: 'もう一度生成してください。' },
  }),
  'draft/not-done': entry({
    en: { message: 'This draft is not finished yet.', hint: 'Wait until it is, then keep it.' },
    ja: { message: 'この下書きはまだできていません。', hint: 'できあがってから残してください。' },
  }),
  'draft/no-picture': entry({
    en: {
      message: 'The engine ended without a picture.',
      hint: 'Try again; if this happens again, look at the engine log.',
    },
    ja: {
      message: 'エンジンが画像を作らずに終わりました。',
      hint: 'もう一度試してください。繰り返す場合は、エンジンのログを確認してください。',
    },
  }),
}
