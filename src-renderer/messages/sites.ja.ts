// Japanese: what Civitai and Hugging Face know of a file.
import type { SitesWords } from './sites.en.ts'

const number = (n: number): string => new Intl.NumberFormat('ja').format(n)

export const sitesJa: SitesWords = {
  title: 'サイトの情報',
  says: (site, at) => `${site} の情報（${at} に確認）`,
  saysNothing: (site, at) => `${site} にこのファイルの情報はありません（${at} に確認）`,
  never: 'このファイルについて、まだどのサイトにも問い合わせていません。',
  base: '対象モデル',
  tags: 'タグ',
  description: '説明',
  triggers: 'トリガーワード',
  useTriggers: 'このトリガーワードを使う',
  newer: (name, at) => (at === null ? `新しい版: ${name}` : `新しい版: ${name}（${at}）`),
  newerFor: (name, base, at) =>
    at === null ? `新しい版: ${name}（${base} 用）` : `新しい版: ${name}（${base} 用、${at}）`,
  download: 'ダウンロード',
  page: (site) => `${site} のページ`,
  copyPage: 'アドレスをコピー',
  fetchPictures: (n) => `画像 ${number(n)} 枚を取得`,
  fetching: '画像を取得中',
  fromHosts: (hosts) => `${hosts} から取得します。送信するのはアドレスだけです。`,
  usePicture: (n) => `画像 ${number(n)} をプレビューにする`,
  restricted: 'nsfw として公開',
  sent: '送信した内容',
  sentBesides: 'アドレスのほかは、プログラム名「Lamina」だけです。',
  sentToken: 'このサイトのトークンも送信しました。',
  ask: 'Civitai と Hugging Face に問い合わせる',
  askAgain: 'もう一度問い合わせる',
  asking: (n) => `${number(n)} ファイルについて問い合わせる`,
  hint: 'まだ何も送信していません。送信するのは次の内容だけです。',
  loading: '送信する内容を確認中',
  nothingToAsk: 'ファイルがないため、問い合わせられません。',
  count: (n, known) =>
    known === 0
      ? `${number(n)} ファイル`
      : `${number(n)} ファイル（うち ${number(known)} 件は問い合わせ済み）`,
  unread: (n) => `${number(n)} ファイルは先に読み込み、… の所に SHA-256 が入ります。`,
  page2: '最後のアドレスには、その前の応答にあるモデルの番号が入ります。',
  tensors: '2 つ目のアドレス（テンソルのハッシュ AutoV3）は、1 つ目で見つからないときにだけ問い合わせます。',
  withToken: (site) => `${site} のトークンを、そのサイトにだけ送信します。`,
  withoutToken: (site) => `${site} のトークンは設定されていないため、送信しません。`,
  more: (n) => `ほか ${number(n)} 件`,
  again: '問い合わせ済みのファイルも、もう一度問い合わせる',
  pictures: 'プレビューのないファイルの画像を取得する',
  forget: 'サイトの情報を消す',
  forgotten: (n) =>
    n === 0 ? 'サイトの情報はありません。' : `${number(n)} ファイルのサイトの情報を消しました。`,
  start: '問い合わせる',
  cancel: 'キャンセル',
}
