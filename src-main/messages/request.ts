// Requests of the page that are refused before anything looks at what they ask.
import { entry, type AnyRemark } from './entry.ts'

const divisible: AnyRemark = { code: 'value/multiple', facts: { of: 8 } }

export const request = {
  'request/invalid': entry({
    facts: { field: 'width', problem: divisible },
    en: ({ field, problem }, quote) => ({
      message: field === '' ? quote(problem).message : `${field}: ${quote(problem).message}`,
    }),
    ja: ({ field, problem }, quote) => ({
      message: field === '' ? quote(problem).message : `${field}: ${quote(problem).message}`,
    }),
  }),
  'request/not-understood': entry({
    facts: { kind: 'bad-request' },
    en: ({ kind }) => ({
      message: `Lamina did not understand this request (${kind}).`,
      hint: 'Load the page again; the window and the host may be of different versions.',
    }),
    ja: ({ kind }) => ({
      message: `Lamina はこの要求を理解できませんでした（${kind}）。`,
      hint: 'ページを読み込み直してください。画面とホストのバージョンが違うのかもしれません。',
    }),
  }),
  'request/no-answer': entry({
    en: {
      message: 'Lamina’s host does not answer.',
      hint: 'What you typed is kept here. As soon as the connection is back, try it again.',
    },
    ja: {
      message: 'Lamina のホストが応答しません。',
      hint: '入力した内容はここに残っています。接続が戻ったら、もう一度試してください。',
    },
  }),
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
