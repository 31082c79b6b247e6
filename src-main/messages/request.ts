// Requests of the page that are refused before anything looks at what they ask.
import { entry } from './entry.ts'

export const request = {
  'request/too-large': entry({
    facts: { megabytes: 16 },
    en: ({ megabytes }) => ({
      message: `This is more than ${megabytes} MB at once.`,
      hint: 'Do it in several parts.',
    }),
    ja: ({ megabytes }) => ({
      message: `一度に送れるのは ${megabytes} MB までです。`,
      hint: '何回かに分けて行ってください。',
    }),
  }),
  'request/too-complex': entry({
    en: { message: 'This is too much at once.', hint: 'Do it in several parts.' },
    ja: { message: '一度に送る内容が多すぎます。', hint: '何回かに分けて行ってください。' },
  }),
}
