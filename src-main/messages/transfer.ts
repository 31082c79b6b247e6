// Pictures on their way into the gallery or out of it.
import { entry } from './entry.ts'

export const transfer = {
  'transfer/not-found': entry({
    en: { message: 'This import or export is not there any more.' },
    ja: { message: 'この読み込みまたは書き出しはもうありません。' },
  }),
}
