// What sites are asked about a file, and how they answer otherwise than they should.
import { choice, entry, named } from './entry.ts'
import { siteNames, type NamedSite } from './site-names.ts'

const nothingKept = {
  en: 'Nothing of the answer was kept.',
  ja: '応答は保存していません。',
}

export const site = {
  'site/led-away': entry({
    facts: { host: 'civitai.com', to: 'login.example' },
    en: ({ host, to }) => ({
      message: `${host} led away to ${to}, which was not asked.`,
      hint: 'Look at its page in a browser: it may have moved, or want a login.',
    }),
    ja: ({ host, to }) => ({
      message: `${host} が ${to} に転送しようとしましたが、問い合わせていません。`,
      hint: 'ブラウザーでページを確認してください。移転したか、ログインが必要な可能性があります。',
    }),
  }),
  'site/web-page': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} sent a page for people instead of an answer.`,
      hint: `It may be closed for a while or want a login. ${nothingKept.en}`,
    }),
    ja: ({ host }) => ({
      message: `${host} が応答ではなく、人が読むページを送りました。`,
      hint: `メンテナンス中か、ログインが必要な可能性があります。${nothingKept.ja}`,
    }),
  }),
  'site/odd-answer': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} answered in a form that Lamina does not understand.`,
      hint: nothingKept.en,
    }),
    ja: ({ host }) => ({ message: `${host} の応答の形式を理解できませんでした。`, hint: nothingKept.ja }),
  }),
  'site/another-file': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} answered for a file with other contents.`,
      hint: nothingKept.en,
    }),
    ja: ({ host }) => ({
      message: `${host} は内容の異なるファイルについて応答しました。`,
      hint: nothingKept.ja,
    }),
  }),
  'site/too-large': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({ message: `The answer of ${host} is too long.`, hint: nothingKept.en }),
    ja: ({ host }) => ({ message: `${host} の応答が長すぎます。`, hint: nothingKept.ja }),
  }),
  'site/too-slow': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} took too long to answer.`,
      hint: 'Ask again later.',
    }),
    ja: ({ host }) => ({
      message: `${host} の応答に時間がかかりすぎました。`,
      hint: '後でもう一度試してください。',
    }),
  }),
  'site/failed': entry({
    facts: { host: 'civitai.com', status: 500 },
    en: ({ host, status }) => ({
      message: `${host} could not answer (${status}).`,
      hint: 'Ask again later.',
    }),
    ja: ({ host, status }) => ({
      message: `${host} が応答できませんでした（${status}）。`,
      hint: '後でもう一度試してください。',
    }),
  }),
  'site/not-a-picture': entry({
    facts: { host: 'image.civitai.com' },
    en: ({ host }) => ({ message: `${host} sent something other than a picture.` }),
    ja: ({ host }) => ({ message: `${host} が画像ではないものを送りました。` }),
  }),
  'site/not-forgotten': entry({
    en: {
      message: 'What was forgotten here cannot be brought back any more.',
      hint: 'Lamina was started again, or much else was forgotten since: ask the sites again.',
    },
    ja: {
      message: '消したサイトの情報は、もう元に戻せません。',
      hint: 'Lamina が再起動されたか、その後に多くの情報が消されました。もう一度問い合わせてください。',
    },
  }),
  'site/no-pictures': entry({
    facts: { site: choice<NamedSite>('civitai') },
    en: ({ site: name }) => ({ message: `${named(siteNames, name)} told of no picture that can be shown.` }),
    ja: ({ site: name }) => ({ message: `${named(siteNames, name)} に表示できる画像はありませんでした。` }),
  }),
}
