// Files that are brought from the web: addresses, servers, and what they send instead of a model.
import { choice, entry, named } from './entry.ts'
import { figure, oneOf } from './format.ts'
import type { Language } from './entry.ts'
import { siteNames, type NamedSite } from './site-names.ts'

const removed = {
  en: 'What had come was removed.',
  ja: '受信した分は削除しました。',
}
const tryLater = {
  en: 'Try again later: it goes on from what has come.',
  ja: '後でもう一度試してください。受信した続きから再開します。',
}

const megabytes = (bytes: number, language: Language): string =>
  `${figure(Math.ceil(bytes / 1_000_000), language)} MB`

export const download = {
  'download/not-an-address': entry({
    en: {
      message: 'This is not the address of a file or a page.',
      hint: 'Paste an address that begins with https://.',
    },
    ja: {
      message: 'ファイルやページのアドレスではありません。',
      hint: 'https:// で始まるアドレスを貼り付けてください。',
    },
  }),
  'download/with-password': entry({
    en: {
      message: 'The address holds a name or password.',
      hint: 'Take it out: Lamina sends none to a server, and would keep it with the download.',
    },
    ja: {
      message: 'アドレスに名前かパスワードが含まれています。',
      hint: '取り除いてください。Lamina はサーバーに送らず、ダウンロードの記録に残ってしまいます。',
    },
  }),
  'download/not-https': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `Files come over https alone, and ${host} was to send this one without.`,
      hint: 'Look for an address that begins with https://.',
    }),
    ja: ({ host }) => ({
      message: `ファイルは https だけで受信しますが、${host} は https を使いません。`,
      hint: 'https:// で始まるアドレスを探してください。',
    }),
  }),
  'download/no-such-page': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `This page of ${host} has no file.`,
      hint: 'Paste the address of a model, of one of its versions, or of a file.',
    }),
    ja: ({ host }) => ({
      message: `${host} のこのページにはファイルがありません。`,
      hint: 'モデル、そのバージョン、またはファイルのアドレスを貼り付けてください。',
    }),
  }),
  'download/private-address': entry({
    facts: { host: 'router.example' },
    en: ({ host }) => ({
      message: `${host} is a machine in your own network, and was to be asked by a site outside or from another machine.`,
      hint: 'Nothing was asked of it. Do not trust the address.',
    }),
    ja: ({ host }) => ({
      message: `${host} は手元のネットワークの機器で、外のサイトか別のコンピューターから呼び出されようとしました。`,
      hint: '接続していません。このアドレスは信用しないでください。',
    }),
  }),
  'download/too-many-redirects': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `${host} leads from one address to the next without end.`,
      hint: 'Open the page in a browser and look for another link to the file.',
    }),
    ja: ({ host }) => ({
      message: `${host} が別のアドレスへの転送を繰り返しています。`,
      hint: 'ブラウザーでページを開き、ファイルへの別のリンクを探してください。',
    }),
  }),
  'download/unreachable': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({ message: `${host} does not answer.`, hint: 'Look whether this machine is online.' }),
    ja: ({ host }) => ({
      message: `${host} が応答しません。`,
      hint: 'このコンピューターがインターネットにつながっているか確認してください。',
    }),
  }),
  'download/connection-lost': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `The connection to ${host} broke off again and again.`,
      hint: tryLater.en,
    }),
    ja: ({ host }) => ({ message: `${host} との接続が何度も切れました。`, hint: tryLater.ja }),
  }),
  'download/odd-answer': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} answered in a way that Lamina does not understand.`,
      hint: 'Copy the address of the file itself from its page.',
    }),
    ja: ({ host }) => ({
      message: `${host} の応答を理解できませんでした。`,
      hint: 'ページからファイル自体のアドレスをコピーしてください。',
    }),
  }),
  'download/needs-token': entry({
    facts: { site: choice<NamedSite>('civitai') },
    en: ({ site }) => ({
      message: `${named(siteNames, site)} gives this only to people it knows.`,
      hint: `Make an API token on ${named(siteNames, site)} and set it in Models; if one is set, it may have expired.`,
    }),
    ja: ({ site }) => ({
      message: `${named(siteNames, site)} でのログインが必要です。`,
      hint: `${named(siteNames, site)} で API トークンを作り、「モデル」で設定してください。設定済みの場合は期限切れの可能性があります。`,
    }),
  }),
  'download/gated': entry({
    facts: { host: 'huggingface.co' },
    en: ({ host }) => ({
      message: `The owner of this repository on ${host} wants its terms accepted first.`,
      hint: 'Accept them on its page while logged in, and set a token of yours in Models.',
    }),
    ja: ({ host }) => ({
      message: `${host} のこのリポジトリは、利用条件への同意が必要です。`,
      hint: 'ログインしてページで同意し、「モデル」で自分のトークンを設定してください。',
    }),
  }),
  'download/forbidden': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `${host} does not give this file to everyone.`,
      hint: 'Download it in a browser, and put it into a model folder.',
    }),
    ja: ({ host }) => ({
      message: `${host} はこのファイルを公開していません。`,
      hint: 'ブラウザーでダウンロードし、モデルのフォルダーに入れてください。',
    }),
  }),
  'download/not-there': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `${host} has nothing at this address.`,
      hint: 'It may have been removed or hidden: look at its page in a browser.',
    }),
    ja: ({ host }) => ({
      message: `${host} のこのアドレスには何もありません。`,
      hint: '削除されたか非公開の可能性があります。ブラウザーでページを確認してください。',
    }),
  }),
  'download/too-often': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `${host} was asked too often.`,
      hint: 'Wait some minutes, then try again.',
    }),
    ja: ({ host }) => ({
      message: `${host} への要求が多すぎました。`,
      hint: '数分待ってから、もう一度試してください。',
    }),
  }),
  'download/server-error': entry({
    facts: { host: 'models.example', status: 500 },
    en: ({ host, status }) => ({
      message: `${host} could not send the file (${status}).`,
      hint: tryLater.en,
    }),
    ja: ({ host, status }) => ({
      message: `${host} がファイルを送れませんでした（${status}）。`,
      hint: tryLater.ja,
    }),
  }),
  'download/choose-file': entry({
    facts: { repository: 'owner/name', count: 4 },
    en: ({ repository, count }) => ({
      message: `${repository} has ${count} files that can be used.`,
      hint: 'Choose one of them, or give the address of its page.',
    }),
    ja: ({ repository, count }) => ({
      message: `${repository} には使えるファイルが ${count} 個あります。`,
      hint: '1 つを選ぶか、そのファイルのページのアドレスを指定してください。',
    }),
  }),
  'download/no-model-file': entry({
    facts: { host: 'civitai.com' },
    en: ({ host }) => ({
      message: `This page of ${host} has no file that Lamina can use.`,
      hint: 'Look for another version of the model.',
    }),
    ja: ({ host }) => ({
      message: `${host} のこのページには、Lamina で使えるファイルがありません。`,
      hint: 'モデルの別のバージョンを探してください。',
    }),
  }),
  'download/not-a-model-file': entry({
    facts: { file: 'readme.md', endings: ['.safetensors', '.ckpt'] },
    en: ({ file, endings }) => ({
      message: `"${file}" is not called as a model is.`,
      hint: `Files of models end in ${oneOf(endings, 'en')}.`,
    }),
    ja: ({ file, endings }) => ({
      message: `「${file}」はモデルのファイル名ではありません。`,
      hint: `モデルのファイル名の末尾は ${oneOf(endings, 'ja')} です。`,
    }),
  }),
  'download/file-there': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `There is already a "${file}" in this folder.`,
      hint: 'Choose another folder, or move or rename that one: nothing is ever overwritten.',
    }),
    ja: ({ file }) => ({
      message: `このフォルダーにはすでに「${file}」があります。`,
      hint: '別のフォルダーを選ぶか、そちらを移動するか名前を変えてください。上書きはしません。',
    }),
  }),
  'download/under-way': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is being downloaded into this folder already.`,
      hint: 'Look at the list of downloads.',
    }),
    ja: ({ file }) => ({
      message: `「${file}」はこのフォルダーにダウンロード中です。`,
      hint: 'ダウンロードの一覧を確認してください。',
    }),
  }),
  'download/not-found': entry({
    en: { message: 'This download is not in the list any more.' },
    ja: { message: 'このダウンロードは、もう一覧にありません。' },
  }),
  'download/no-such-place': entry({
    en: {
      message: 'This folder is not one of the model folders any more.',
      hint: 'Choose another one.',
    },
    ja: {
      message: 'このフォルダーは、もうモデルのフォルダーではありません。',
      hint: '別のフォルダーを選んでください。',
    },
  }),
  'download/size-lies': entry({
    facts: { host: 'models.example', promised: 7_000_000, sent: 9_000_000 },
    en: ({ host, promised, sent }) => ({
      message: `${host} sent another size (${figure(sent, 'en')} bytes) than it had said (${figure(promised, 'en')}).`,
      hint: `${removed.en} Look for the file in another place.`,
    }),
    ja: ({ host, promised, sent }) => ({
      message: `${host} が送ったサイズ（${figure(sent, 'ja')} バイト）が、示された値（${figure(promised, 'ja')} バイト）と違います。`,
      hint: `${removed.ja}別の場所でファイルを探してください。`,
    }),
  }),
  'download/web-page': entry({
    facts: { host: 'models.example' },
    en: ({ host }) => ({
      message: `${host} sent a page instead of a file.`,
      hint: `Often one has to be logged in there: open the address in a browser. ${removed.en}`,
    }),
    ja: ({ host }) => ({
      message: `${host} がファイルではなくページを送りました。`,
      hint: `ログインが必要な場合があります。ブラウザーでアドレスを開いて確認してください。${removed.ja}`,
    }),
  }),
  'download/other-contents': entry({
    facts: { host: 'models.example', type: 'image/png' },
    en: ({ host, type }) => ({
      message: `${host} sent something other than a model (${type}).`,
      hint: `Copy the address of the file itself. ${removed.en}`,
    }),
    ja: ({ host, type }) => ({
      message: `${host} がモデルではないもの（${type}）を送りました。`,
      hint: `ファイル自体のアドレスをコピーしてください。${removed.ja}`,
    }),
  }),
  'download/no-room': entry({
    facts: { file: 'ink.safetensors', needed: 6_900_000_000, free: 2_000_000_000 },
    en: ({ file, needed, free }) => ({
      message: `"${file}" needs ${megabytes(needed, 'en')}, and the disk has ${megabytes(free, 'en')} left.`,
      hint: 'Free some space, or choose a folder on another disk.',
    }),
    ja: ({ file, needed, free }) => ({
      message: `「${file}」には ${megabytes(needed, 'ja')} 必要ですが、ディスクの空きは ${megabytes(free, 'ja')} です。`,
      hint: '空きを作るか、別のディスクのフォルダーを選んでください。',
    }),
  }),
  'download/wrong-checksum': entry({
    facts: { file: 'ink.safetensors', wanted: 'a5f5…', found: '22d8…' },
    en: ({ file, wanted, found }) => ({
      message: `"${file}" is not the file it should be: its SHA-256 is ${found}, not ${wanted}.`,
      hint: `${removed.en} Download it again, or ask its author for the right checksum.`,
    }),
    ja: ({ file, wanted, found }) => ({
      message: `「${file}」は本来のファイルではありません。SHA-256 が ${wanted} ではなく ${found} です。`,
      hint: `${removed.ja}もう一度ダウンロードするか、正しいチェックサムを作者に確認してください。`,
    }),
  }),
  'download/holds-code': entry({
    facts: { file: 'ink.ckpt', names: ['os.system'], more: 2 },
    en: ({ file, names, more }) => ({
      message: `"${file}" holds more than tensors: other programs would run ${names.join(', ')}${more === 0 ? '' : ` and ${more} more`} when they open it.`,
      hint: `${removed.en} Look for the same model as a .safetensors file.`,
    }),
    ja: ({ file, names, more }) => ({
      message: `「${file}」にはテンソル以外のものが含まれています。ほかのプログラムが開くと ${names.join('、')}${more === 0 ? '' : `、ほか ${more} 個`} が実行されます。`,
      hint: `${removed.ja}同じモデルの .safetensors ファイルを探してください。`,
    }),
  }),
  'download/other-form': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({
      message: `"${file}" is called safetensors and is a Python pickle.`,
      hint: `${removed.en} Look for the model in another place.`,
    }),
    ja: ({ file }) => ({
      message: `「${file}」は safetensors という名前ですが、中身は Python の pickle です。`,
      hint: `${removed.ja}別の場所でモデルを探してください。`,
    }),
  }),
}
