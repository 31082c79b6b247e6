// Jobs: pictures that wait, run and end.
import { entry } from './entry.ts'

export const job = {
  'job/cancelled': entry({
    en: { message: 'Cancelled.' },
    ja: { message: 'キャンセルしました。' },
  }),
}
