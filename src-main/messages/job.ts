// Jobs: pictures that wait, run and end.
import { entry } from './entry.ts'

export const job = {
  'job/cancelled': entry({
    en: { message: 'Cancelled.' },
    ja: { message: 'キャンセルしました。' },
  }),
  'job/interrupted': entry({
    en: {
      message: 'Lamina stopped twice while making this picture.',
      hint: 'Try a smaller picture, or try again.',
    },
    ja: {
      message: 'この画像の生成中に Lamina が二度停止しました。',
      hint: '画像を小さくするか、もう一度試してください。',
    },
  }),
  'job/not-found': entry({
    en: { message: 'This job is not in the queue any more.' },
    ja: { message: 'このジョブはもう待ち行列にありません。' },
  }),
  'job/not-failed': entry({
    en: { message: 'Only a job that failed or was cancelled can be tried again.' },
    ja: { message: 'やり直せるのは、失敗したかキャンセルしたジョブだけです。' },
  }),
}
