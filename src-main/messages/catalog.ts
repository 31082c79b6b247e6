// The catalog of a data folder, and the disk it lies on.
import { entry } from './entry.ts'
import { figure } from './format.ts'

export const catalog = {
  'catalog/busy': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `Another program is using Lamina’s ${name}, for example a backup.`,
      hint: 'Wait until it has finished, then try again.',
    }),
    ja: ({ name }) => ({
      message: `バックアップなど、ほかのプログラムが Lamina の ${name} を使用しています。`,
      hint: '終わるのを待ってから、もう一度試してください。',
    }),
  }),
  'catalog/damaged': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `Lamina’s catalog, ${name}, is damaged.`,
      hint: 'Start Lamina again: it puts the damaged file aside and goes on from its newest backup. Pictures and models are not touched.',
    }),
    ja: ({ name }) => ({
      message: `カタログ ${name} が壊れています。`,
      hint: 'Lamina を起動し直してください。壊れたファイルは別の場所に残し、最新の控えから続けます。画像とモデルには影響しません。',
    }),
  }),
  'catalog/rescued': entry({
    facts: { backupAt: '2026-11-29 06:55', pictures: 3, folder: '/data/damaged' },
    en: ({ backupAt, pictures, folder }) => ({
      message: `The catalog was damaged. Lamina goes on from the backup of ${backupAt}: what you wrote, rated or collected after that is lost.${foundEn(pictures)}`,
      hint: `The damaged catalog is kept in ${folder}.`,
    }),
    ja: ({ backupAt, pictures, folder }) => ({
      message: `カタログが壊れていたため、${backupAt} の控えから続けています。それより後に書いたもの、評価、コレクションは失われました。${foundJa(pictures)}`,
      hint: `壊れたカタログは ${folder} に残してあります。`,
    }),
  }),
  'catalog/put-back': entry({
    facts: { backupAt: '2026-11-29 06:55', pictures: 3 },
    en: ({ backupAt, pictures }) => ({
      message: `The catalog was gone. Lamina goes on from the backup of ${backupAt}: what you wrote, rated or collected after that is lost.${foundEn(pictures)}`,
    }),
    ja: ({ backupAt, pictures }) => ({
      message: `カタログがなくなっていたため、${backupAt} の控えから続けています。それより後に書いたもの、評価、コレクションは失われました。${foundJa(pictures)}`,
    }),
  }),
  'catalog/begun-anew': entry({
    facts: { pictures: 3, folder: '/data/damaged' },
    en: ({ pictures, folder }) => ({
      message: `The catalog was damaged, and there is no backup of it. Lamina began a new one: what you wrote, rated or collected is lost, and so are settings and saved stacks.${foundEn(pictures)}`,
      hint: `The damaged catalog is kept in ${folder}.`,
    }),
    ja: ({ pictures, folder }) => ({
      message: `カタログが壊れていて控えもないため、新しいカタログで始めました。書いたもの、評価、コレクション、設定、保存したスタックは失われました。${foundJa(pictures)}`,
      hint: `壊れたカタログは ${folder} に残してあります。`,
    }),
  }),
  'catalog/newer': entry({
    en: {
      message: 'This data folder was used by a newer version of Lamina.',
      hint: 'Update Lamina, or choose another data folder.',
    },
    ja: {
      message: 'このデータフォルダーは、新しいバージョンの Lamina で使われたものです。',
      hint: 'Lamina を更新するか、別のデータフォルダーを選んでください。',
    },
  }),
  'catalog/not-upgraded': entry({
    en: {
      message: 'The catalog could not be brought to this version of Lamina.',
      hint: 'Nothing in it was changed. Go on with the version of Lamina you had, and report this.',
    },
    ja: {
      message: 'カタログを、このバージョンの Lamina に合わせて更新できませんでした。',
      hint: '内容は変わっていません。これまでのバージョンを使い、この問題を報告してください。',
    },
  }),
  'catalog/unreadable': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `Lamina cannot open ${name}.`,
      hint: 'Check that the data folder exists and that your user may write it.',
    }),
    ja: ({ name }) => ({
      message: `${name} を開けません。`,
      hint: 'データフォルダーがあること、書き込めることを確かめてください。',
    }),
  }),
  'disk/data-full': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `The disk with Lamina’s data is full: ${name} cannot be written.`,
      hint: 'Make room on it. Lamina then goes on by itself.',
    }),
    ja: ({ name }) => ({
      message: `Lamina のデータがあるディスクがいっぱいで、${name} に書き込めません。`,
      hint: '空きを作ってください。そのあと、自動的に続きます。',
    }),
  }),
  'disk/data-read-only': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `The disk with Lamina’s data is read-only: ${name} cannot be written.`,
      hint: 'Make it writable again. Lamina then goes on by itself.',
    }),
    ja: ({ name }) => ({
      message: `Lamina のデータがあるディスクは読み取り専用で、${name} に書き込めません。`,
      hint: '書き込めるようにしてください。そのあと、自動的に続きます。',
    }),
  }),
  'disk/data-no-permission': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `Lamina may not write ${name}.`,
      hint: 'Give your user the right to write the data folder.',
    }),
    ja: ({ name }) => ({
      message: `${name} に書き込む権限がありません。`,
      hint: 'データフォルダーへの書き込みを許可してください。',
    }),
  }),
  'disk/data-failed': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `The disk with Lamina’s data does not answer as it should: ${name} failed.`,
      hint: 'Check that it is connected and has room. If this happens again, copy the data folder to another disk.',
    }),
    ja: ({ name }) => ({
      message: `Lamina のデータがあるディスクが正しく応答せず、${name} を読み書きできません。`,
      hint: '接続と空き容量を確かめてください。繰り返す場合は、データフォルダーを別のディスクにコピーしてください。',
    }),
  }),
  'disk/data-gone': entry({
    facts: { name: 'catalog.sqlite' },
    en: ({ name }) => ({
      message: `The folder with Lamina’s data is gone: ${name} is not there.`,
      hint: 'Connect its disk again, or put the folder back where it was. Lamina then goes on by itself.',
    }),
    ja: ({ name }) => ({
      message: `Lamina のデータフォルダーが見つかりません（${name}）。`,
      hint: 'ディスクをつなぎ直すか、フォルダーを元の場所に戻してください。そのあと、自動的に続きます。',
    }),
  }),
}

/** Pictures say themselves how they were made. */
function foundEn(pictures: number): string {
  if (pictures === 0) return ''
  return pictures === 1
    ? ' One picture was found again by its file.'
    : ` ${figure(pictures, 'en')} pictures were found again by their files.`
}

function foundJa(pictures: number): string {
  return pictures === 0 ? '' : `画像 ${figure(pictures, 'ja')} 枚は、ファイルから見つけ直しました。`
}
