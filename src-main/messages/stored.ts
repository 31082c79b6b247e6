// Documents of the data folder that cannot be read.
import { entry } from './entry.ts'

export const stored = {
  'stored/damaged': entry({
    en: {
      message: 'What was stored about it cannot be read.',
      hint: 'It is kept as it is, and nothing else is affected.',
    },
    ja: {
      message: '保存された内容を読み取れません。',
      hint: '内容はそのまま残り、ほかには影響しません。',
    },
  }),
  'stored/newer': entry({
    en: { message: 'It was stored by a newer version of Lamina.', hint: 'Update Lamina.' },
    ja: {
      message: '新しいバージョンの Lamina で保存されたものです。',
      hint: 'Lamina を更新してください。',
    },
  }),
}
