// The command line used in a way it does not understand.
import { entry, type AnyRemark } from './entry.ts'

const usageIs = {
  en: (usage: string) => `Usage: lamina ${usage}`,
  ja: (usage: string) => `使い方: lamina ${usage}`,
}
const notWhole: AnyRemark = { code: 'value/not-whole', facts: {} }

export const usage = {
  'usage/unknown-command': entry({
    facts: { name: 'paint', known: ['generate', 'train'] },
    en: ({ name, known }) => ({
      message: `There is no command "${name}".`,
      hint: `Available: ${known.join(', ')}.`,
    }),
    ja: ({ name, known }) => ({
      message: `「${name}」というコマンドはありません。`,
      hint: `使えるもの: ${known.join('、')}`,
    }),
  }),
  'usage/words': entry({
    facts: { usage: 'inspect F' },
    en: ({ usage }) => ({ message: usageIs.en(usage) }),
    ja: ({ usage }) => ({ message: usageIs.ja(usage) }),
  }),
  'usage/missing-flag': entry({
    facts: { flag: '--out', usage: 'generate --prompt T --out F.png' },
    en: ({ flag, usage }) => ({ message: `Missing required flag ${flag}.`, hint: usageIs.en(usage) }),
    ja: ({ flag, usage }) => ({ message: `必須のフラグ ${flag} がありません。`, hint: usageIs.ja(usage) }),
  }),
  'usage/unknown-flag': entry({
    facts: { flag: '--colour', usage: 'inspect F' },
    en: ({ flag, usage }) => ({ message: `There is no flag "${flag}".`, hint: usageIs.en(usage) }),
    ja: ({ flag, usage }) => ({ message: `「${flag}」というフラグはありません。`, hint: usageIs.ja(usage) }),
  }),
  'usage/not-a-checksum': entry({
    facts: { value: '1234' },
    en: ({ value }) => ({
      message: `"${value}" is not a SHA-256.`,
      hint: 'It has 64 digits from 0 to 9 and a to f.',
    }),
    ja: ({ value }) => ({
      message: `「${value}」は SHA-256 ではありません。`,
      hint: '0〜9 と a〜f の 64 桁です。',
    }),
  }),
  'usage/needs-value': entry({
    facts: { flag: '--prompt', usage: 'inspect F' },
    en: ({ flag, usage }) => ({ message: `${flag} takes a value.`, hint: usageIs.en(usage) }),
    ja: ({ flag, usage }) => ({ message: `${flag} には値が必要です。`, hint: usageIs.ja(usage) }),
  }),
  'usage/no-value': entry({
    facts: { flag: '--json', usage: 'inspect F' },
    en: ({ flag, usage }) => ({ message: `${flag} takes no value.`, hint: usageIs.en(usage) }),
    ja: ({ flag, usage }) => ({ message: `${flag} に値は付けられません。`, hint: usageIs.ja(usage) }),
  }),
  'usage/empty-path': entry({
    facts: { flag: '--out' },
    en: ({ flag }) => ({ message: `${flag} takes a path, which must not be empty.` }),
    ja: ({ flag }) => ({ message: `${flag} のパスが空です。` }),
  }),
  'usage/not-a-number': entry({
    facts: { flag: '--steps', value: 'many' },
    en: ({ flag, value }) => ({ message: `${flag} takes a number, not "${value}".` }),
    ja: ({ flag, value }) => ({
      message: `${flag} には数値を指定してください。「${value}」は数値ではありません。`,
    }),
  }),
  'usage/not-whole': entry({
    facts: { flag: '--runs', value: '1.5', least: 1 },
    en: ({ flag, value, least }) => ({
      message: `${flag} takes a whole number of at least ${least}, not ${value}.`,
    }),
    ja: ({ flag, value, least }) => ({
      message: `${flag} には ${least} 以上の整数を指定してください。${value} は使えません。`,
    }),
  }),
  'usage/memory': entry({
    facts: { value: '-1' },
    en: ({ value }) => ({ message: `--memory takes gigabytes, more than none, not "${value}".` }),
    ja: ({ value }) => ({
      message: `--memory には 0 より大きいギガバイト数を指定してください。「${value}」は使えません。`,
    }),
  }),
  'usage/out-of-range': entry({
    facts: { flag: '--port', value: '70000', least: 0, most: 65535 },
    en: ({ flag, value, least, most }) => ({
      message: `${flag} takes a whole number from ${least} to ${most}, not "${value}".`,
    }),
    ja: ({ flag, value, least, most }) => ({
      message: `${flag} には ${least} から ${most} までの整数を指定してください。「${value}」は使えません。`,
    }),
  }),
  'usage/too-small': entry({
    facts: { flag: '--ratio', value: 0.5, least: 1 },
    en: ({ flag, value, least }) => ({
      message: `${flag} takes a number of at least ${least}, not ${value}.`,
    }),
    ja: ({ flag, value, least }) => ({
      message: `${flag} には ${least} 以上の数値を指定してください。${value} は使えません。`,
    }),
  }),
  'usage/not-a-share': entry({
    facts: { flag: '--cumulative', value: 2 },
    en: ({ flag, value }) => ({ message: `${flag} takes a share between 0 and 1, not ${value}.` }),
    ja: ({ flag, value }) => ({
      message: `${flag} には 0 から 1 までの割合を指定してください。${value} は使えません。`,
    }),
  }),
  'usage/exclusive-flags': entry({
    facts: { one: '--ratio', other: '--frobenius' },
    en: ({ one, other }) => ({ message: `${one} and ${other} cannot be used together.` }),
    ja: ({ one, other }) => ({ message: `${one} と ${other} は同時に使えません。` }),
  }),
  'usage/unknown-name': entry({
    facts: { flag: '--sampler', value: 'eular', known: ['euler', 'heun'] },
    en: ({ flag, value, known }) => ({
      message: `${flag} does not accept "${value}".`,
      hint: `Available: ${known.join(', ')}.`,
    }),
    ja: ({ flag, value, known }) => ({
      message: `${flag} に「${value}」は指定できません。`,
      hint: `使えるもの: ${known.join('、')}`,
    }),
  }),
  'usage/unknown-benchmark': entry({
    facts: { name: 'fan', known: ['unet', 'train'] },
    en: ({ name, known }) => ({
      message: `There is no benchmark "${name}".`,
      hint: `Available: ${known.join(', ')}.`,
    }),
    ja: ({ name, known }) => ({
      message: `「${name}」というベンチマークはありません。`,
      hint: `使えるもの: ${known.join('、')}`,
    }),
  }),
  'usage/unknown-network': entry({
    facts: { name: 'fan', known: ['unet', 'vae'] },
    en: ({ name, known }) => ({
      message: `There is no network "${name}".`,
      hint: `Available: ${known.join(', ')}.`,
    }),
    ja: ({ name, known }) => ({
      message: `「${name}」というネットワークはありません。`,
      hint: `使えるもの: ${known.join('、')}`,
    }),
  }),
  'usage/ending': entry({
    facts: { flag: '--out', ending: '.safetensors' },
    en: ({ flag, ending }) => ({ message: `${flag} must end in ${ending}.` }),
    ja: ({ flag, ending }) => ({ message: `${flag} は ${ending} で終わる名前にしてください。` }),
  }),
  'usage/overwrites-input': entry({
    facts: { file: 'ink.safetensors' },
    en: ({ file }) => ({ message: `"${file}" is an input file; choose another output.` }),
    ja: ({ file }) => ({ message: `「${file}」は入力ファイルです。別の出力先を選んでください。` }),
  }),
  'usage/adapter': entry({
    facts: { written: ':0.8' },
    en: ({ written }) => ({
      message: `--adapter takes FILE[:weight[:textWeight]], not "${written}".`,
    }),
    ja: ({ written }) => ({
      message: `--adapter は FILE[:強さ[:テキストの強さ]] の形で指定します。「${written}」は使えません。`,
    }),
  }),
  'usage/size': entry({
    facts: { written: 'large' },
    en: ({ written }) => ({ message: `--size takes WIDTHxHEIGHT, such as 512x768, not "${written}".` }),
    ja: ({ written }) => ({
      message: `--size は 512x768 のように 幅x高さ で指定します。「${written}」は使えません。`,
    }),
  }),
  'usage/lowering': entry({
    facts: { written: 'attention' },
    en: ({ written }) => ({ message: `--lowering takes NAME=VALUE pairs, not "${written}".` }),
    ja: ({ written }) => ({
      message: `--lowering は NAME=VALUE の形で指定します。「${written}」は使えません。`,
    }),
  }),
  'usage/request': entry({
    facts: { flag: '--steps', problem: notWhole },
    en: ({ flag, problem }, quote) => ({ message: `${flag}: ${quote(problem).message}` }),
    ja: ({ flag, problem }, quote) => ({ message: `${flag}: ${quote(problem).message}` }),
  }),
  'usage/cumulative-extract': entry({
    en: {
      message: '--cumulative would need every singular value of every weight.',
      hint: 'Use --ratio or --frobenius.',
    },
    ja: {
      message: '--cumulative には、すべての重みのすべての特異値が必要です。',
      hint: '--ratio か --frobenius を使ってください。',
    },
  }),
  'usage/no-base': entry({
    en: {
      message: 'The configuration does not say which checkpoint to adapt.',
      hint: 'Add --model F.',
    },
    ja: {
      message: '設定ファイルに、対象のチェックポイントが書かれていません。',
      hint: '--model F を付けてください。',
    },
  }),
  'usage/no-folder': entry({
    en: { message: 'The configuration does not say where the pictures are.', hint: 'Add --data DIR.' },
    ja: {
      message: '設定ファイルに、画像の場所が書かれていません。',
      hint: '--data DIR を付けてください。',
    },
  }),
  'usage/a1111-for-embeddings': entry({
    en: { message: '--to a1111 only applies to embeddings; this file is not one.' },
    ja: { message: '--to a1111 は埋め込み専用です。このファイルは埋め込みではありません。' },
  }),
  'usage/embedding-forms': entry({
    facts: { forms: ['a1111', 'diffusers'] },
    en: ({ forms }) => ({ message: `This is an embedding: --to takes ${forms.join(' or ')}.` }),
    ja: ({ forms }) => ({
      message: `これは埋め込みです。--to には ${forms.join(' か ')} を指定してください。`,
    }),
  }),
  'usage/model-flag': entry({
    en: { message: '--model only applies to adapters; this file is not one.', hint: 'Leave it out.' },
    ja: {
      message: '--model はアダプター専用です。このファイルはアダプターではありません。',
      hint: '--model を外してください。',
    },
  }),
  'serve/port-taken': entry({
    facts: { port: 8080 },
    en: ({ port }) => ({ message: `Port ${port} is in use.`, hint: 'Leave out --port to use a free one.' }),
    ja: ({ port }) => ({
      message: `ポート ${port} は使用中です。`,
      hint: '--port を外すと、空いているポートを使います。',
    }),
  }),
  'serve/port-refused': entry({
    facts: { port: 80 },
    en: ({ port }) => ({
      message: `This system does not allow port ${port}.`,
      hint: 'Choose a port above 1023.',
    }),
    ja: ({ port }) => ({
      message: `このシステムではポート ${port} を使えません。`,
      hint: '1024 以上のポートを選んでください。',
    }),
  }),
  'serve/no-such-host': entry({
    facts: { host: '10.0.0.9' },
    en: ({ host }) => ({
      message: `Lamina cannot listen on ${host}.`,
      hint: 'Use 127.0.0.1, or an address of this machine.',
    }),
    ja: ({ host }) => ({
      message: `${host} で待ち受けることができません。`,
      hint: '127.0.0.1 か、このコンピューターのアドレスを使ってください。',
    }),
  }),
  'renderer/build-failed': entry({
    en: {
      message: 'The interface could not be built.',
      hint: 'The lines above say why; `npm ci` restores what a build needs.',
    },
    ja: {
      message: '画面をビルドできませんでした。',
      hint: '理由は上の行にあります。必要なものは `npm ci` で元に戻せます。',
    },
  }),
  'desktop/no-host': entry({
    en: {
      message: 'Lamina’s background process did not start.',
      hint: 'Start Lamina again; if this happens again, reinstall Lamina.',
    },
    ja: {
      message: 'Lamina のバックグラウンドプロセスが起動しませんでした。',
      hint: 'Lamina を起動し直してください。繰り返す場合は、再インストールしてください。',
    },
  }),
  'engine/closed': entry({
    en: { message: 'Lamina is shutting down.' },
    ja: { message: 'Lamina を終了しています。' },
  }),
  'engine/cannot-start': entry({
    en: {
      message: 'The engine does not start.',
      hint: 'Its last lines are under Copy details; then try again.',
    },
    ja: {
      message: 'エンジンが起動しません。',
      hint: '「詳細をコピー」に最後のログがあります。その後、もう一度試してください。',
    },
  }),
  'engine/died': entry({
    en: {
      message: 'The engine stopped unexpectedly.',
      hint: 'It has been restarted: try again. If it stops again, try a smaller picture.',
    },
    ja: {
      message: 'エンジンが予期せず停止しました。',
      hint: '再起動したので、もう一度試してください。また止まる場合は、画像を小さくしてください。',
    },
  }),
}
