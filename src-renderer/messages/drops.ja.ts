// Japanese: what would happen to things that are dragged over the app, and what became of them.
import type { DropWords } from './drops.en.ts'

export const dropsJa: DropWords = {
  label: 'ドラッグ中のもの',
  title: (n) => (n === 1 ? '放すとここで使います' : `放すと ${n} 個をここで使います`),
  titleNothing: (n) => (n === 1 ? 'ここでは受け取れません' : `この ${n} 個はここでは受け取れません`),
  ifItIs: '何であるかは、放したときに分かります。',
  kinds: {
    picture: '画像',
    caption: 'キャプション',
    weights: 'モデルまたはアダプター',
    configuration: '設定ファイル',
    folder: 'フォルダー',
    other: 'そのほか',
  },
  notHere: 'ここでは受け取れません。',
  elsewhere: {
    picture: '画像の設定は「作成」で使い、学習は「学習」で、保存は「ギャラリー」で行います。',
    caption: 'キャプションは画像と一緒に「学習」に入れてください。',
    weights: 'モデルとアダプターは「作成」で使います。',
    configuration: '「学習」で開きます。',
    folder: '画像のフォルダーは開いている学習で受け取ります。モデルのフォルダーは「設定」で指定します。',
    other: 'Lamina では使えないファイルです。',
  },
  notTaken: (name, others) =>
    others === 0
      ? `「${name}」は受け取りませんでした。`
      : `「${name}」ほか ${others} 個は受け取りませんでした。`,
  toTraining: {
    picture: 'この学習で使います。',
    caption: '同じ名前の画像のキャプションになります。',
    folder: '中の画像をキャプションごとこの学習で使います。',
  },
  toNewTraining: {
    picture: 'この画像で新しい学習を始めます。',
    caption: '同じ名前の画像のキャプションになります。',
    folder: '中の画像とキャプションで新しい学習を始めます。',
  },
  toCreate: 'モデルは「作成」の基本モデルになり、アダプターはスタックに加わります。',
  toLibrary: '中のモデルとアダプターを、その場所のままライブラリーに加えます。',
  added: (names) => `スタックに加えました：${names}`,
  inStack: (name) => `「${name}」はすでにスタックにあります。`,
  chosen: (name) => `基本モデルを ${name} にしました。`,
  chosenVae: (name) => `VAE を ${name} にしました。`,
  alsoListed: (name) => `「${name}」は「作成」で選べます。`,
  notRead: (name) => `「${name}」はそのフォルダーに見つかりませんでした。`,
  folderAdded: (folders) => `モデルのフォルダーに加えました：${folders}`,
  question: {
    title: (name, others) =>
      others === 0
        ? `「${name}」はモデルのフォルダーにありません`
        : `「${name}」ほか ${others} 個はモデルのフォルダーにありません`,
    addFolders: () =>
      'Lamina はファイルをその場所のまま使い、コピーしません。次のフォルダーの中がすべて一覧に加わります：',
    whereTo:
      'Lamina はモデルとアダプターをその場所のまま使いますが、ブラウザーは場所を教えません。ファイルをモデルのフォルダーに置くか、そのフォルダーを「設定」で追加してから、もう一度ここに放してください。',
    add: () => 'フォルダーを追加',
  },
  toOpenTraining: 'この学習で開きます。元に戻せます。',
  toConfiguredTraining: 'その内容で新しい学習を「学習」で始めます。',
  oneConfiguration: '設定ファイルは一度に 1 つだけ開きます。',
  learned: (n) => `画像 ${n} 枚をこの学習に入れました。`,
  showPictures: '表示',
  noPictures: (name) => `「${name}」には学習に使える画像がありません。`,
}
